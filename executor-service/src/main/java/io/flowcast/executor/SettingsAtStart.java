package io.flowcast.executor;

import io.flowcast.executor.api.ApiConfig;
import io.flowcast.executor.definition.DefinitionsConfig;
import io.flowcast.executor.engine.EngineConfig;
import io.flowcast.executor.engine.ForConfig;
import io.flowcast.executor.expression.ExpressionConfig;
import io.flowcast.executor.node.http.HttpConfig;
import io.flowcast.executor.secret.SecretsConfig;
import io.flowcast.executor.store.ExecutionConfig;
import io.flowcast.executor.store.RedisConfig;
import io.flowcast.executor.store.RetentionConfig;
import io.flowcast.executor.trigger.TriggerConfig;
import io.flowcast.service.Bounds;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps an executor from starting under settings with which it would hang, spin, refuse everything or lose something, before
 * it takes anything up. Those that only one class can judge (address ranges, owners, the ages of retention) it judges itself.
 */
@Singleton
class SettingsAtStart {

    /** What is read into memory as one. */
    private static final long MOST_BYTES = 1 << 30;

    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
            ApiConfig api,
            DefinitionsConfig definitions,
            ForConfig loops,
            ExpressionConfig expressions,
            HttpConfig http,
            SecretsConfig secrets,
            ExecutionConfig executions,
            EngineConfig engine,
            RedisConfig redis,
            RetentionConfig retention,
            TriggerConfig triggers,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        check(api);
        check(definitions);
        check(loops);
        check(expressions);
        check(http);
        check(secrets);
        check(executions);
        check(engine);
        check(redis, executions);
        check(retention);
        check(triggers);
        Bounds.of("flowcast")
                .atLeast("partitions", partitions, 1)
                .atMost("partitions", partitions, 16_384)
                .check();
    }

    static void check(ApiConfig config) {
        Bounds.of("flowcast.api")
                .atLeast("max-input", config.maxInput().asLongValue(), 1)
                .atMost("max-input", config.maxInput().asLongValue(), MOST_BYTES)
                .atLeast("max-signal", config.maxSignal().asLongValue(), 1)
                .atMost("max-signal", config.maxSignal().asLongValue(), MOST_BYTES)
                .atLeast("max-definition", config.maxDefinition().asLongValue(), 1)
                .positive("head-timeout", config.headTimeout())
                .positive("body-timeout", config.bodyTimeout())
                .check();
    }

    static void check(DefinitionsConfig config) {
        Bounds.of("flowcast.definitions")
                .atLeast("max-versions", config.maxVersions(), 1)
                .atMost("max-versions", config.maxVersions(), 10_000)
                .atLeast("max-workflows", config.maxWorkflows(), 1)
                .atLeast("max-nodes", config.maxNodes(), 1)
                .atMost("max-nodes", config.maxNodes(), 2_000)
                .positive("retry-delay", config.retryDelay())
                .check();
    }

    static void check(ForConfig config) {
        Bounds.of("flowcast.for")
                .atLeast("max-items", config.maxItems(), 1)
                .atMost("max-items", config.maxItems(), 100_000)
                .atLeast("max-signals", config.maxSignals().asLongValue(), 1)
                .check();
    }

    static void check(ExpressionConfig config) {
        Bounds.of("flowcast.expression")
                .positive("timeout", config.timeout())
                .atLeast("depth", config.depth(), 1)
                // Deeper, the evaluators' own stacks would overflow.
                .atMost("depth", config.depth(), 10_000)
                .atLeast("max-result", config.maxResult().asLongValue(), 1)
                .atLeast("max-value", config.maxValue().asLongValue(), 1)
                .atLeast("max-memory", config.maxMemory().asLongValue(), 1)
                .atLeast("max-length", config.maxLength(), 1)
                .atLeast("threads", config.threads(), 1)
                .check();
    }

    static void check(HttpConfig config) {
        Bounds.of("flowcast.http")
                .positive("connect-timeout", config.connectTimeout())
                .positive("response-timeout", config.responseTimeout())
                .positive("max-duration", config.maxDuration())
                .atLeast("max-body", config.maxBody().asLongValue(), 1)
                .atMost("max-body", config.maxBody().asLongValue(), MOST_BYTES)
                .atLeast("max-redirects", config.maxRedirects(), 0)
                .atLeast("max-connections", config.maxConnections(), 1)
                .check();
    }

    static void check(SecretsConfig config) {
        Bounds.of("flowcast.secrets")
                .atLeast("max-size", config.maxSize().asLongValue(), 1)
                .atMost("max-size", config.maxSize().asLongValue(), MOST_BYTES)
                .check();
    }

    static void check(ExecutionConfig config) {
        Bounds.of("flowcast.execution")
                .atLeast("lease", config.lease(), Duration.ofSeconds(1))
                .positive("renew", config.renew())
                // So that one that is lost does no harm.
                .atMost("renew", config.renew(), config.lease().dividedBy(2))
                .atLeast("max-in-flight", config.maxInFlight(), 1)
                .atLeast("log-length", config.logLength(), 1)
                .positive("idempotency-window", config.idempotencyWindow())
                .check();
    }

    static void check(EngineConfig config) {
        Bounds.of("flowcast.engine")
                .atLeast("hand-back-after", config.handBackAfter(), Duration.ZERO)
                .atLeast("merge-for", config.mergeFor(), Duration.ZERO)
                .atLeast("takeover-limit", config.takeoverLimit(), 0)
                .atLeast("max-output", config.maxOutput().asLongValue(), 1)
                .atLeast("max-state", config.maxState().asLongValue(), 1)
                .atLeast("max-depth", config.maxDepth(), 0)
                // So far up create.lua looks for who would wait for whom.
                .atMost("max-depth", config.maxDepth(), 1_000)
                .atLeast("child-check", config.childCheck(), Duration.ofSeconds(1))
                .atLeast("drain-timeout", config.drainTimeout(), Duration.ZERO)
                .check();
    }

    static void check(RedisConfig config, ExecutionConfig executions) {
        Bounds.of("flowcast.redis")
                .positive("timeout", config.timeout())
                // Else an answer that is lost costs the lease.
                .holds(
                        config.timeout().compareTo(executions.lease()) < 0,
                        "timeout",
                        "is " + config.timeout() + ", and must be shorter than flowcast.execution.lease, "
                                + executions.lease())
                .check();
    }

    static void check(RetentionConfig config) {
        Bounds.of("flowcast.retention").positive("every", config.every()).check();
    }

    static void check(TriggerConfig config) {
        Bounds.of("flowcast.triggers")
                .positive("refresh", config.refresh())
                .atLeast("tolerance", config.tolerance(), Duration.ZERO)
                .positive("signature-age", config.signatureAge())
                .check();
    }
}
