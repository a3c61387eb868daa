package io.flowcast.executor.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What executors see of Redis itself, for the metrics: how full it is, whether it would throw away, and whether it refuses this
 * executor's user anything. Of a cluster it is the server that happened to answer.
 */
@Singleton
class RedisMetrics {

    /** Not a number while it is not known: Redis does not answer, or not to this user. */
    private record Memory(double used, double max, double evicts) {
        static final Memory UNKNOWN = new Memory(Double.NaN, Double.NaN, Double.NaN);
    }

    private final RedisScripts redis;
    /** Written by the scheduler's thread, read by whoever asks for metrics. */
    private volatile Memory memory = Memory.UNKNOWN;

    RedisMetrics(RedisScripts redis, Rights rights, MeterRegistry registry) {
        this.redis = redis;
        gauge(
                registry,
                "flowcast.redis.memory.used",
                () -> memory.used(),
                "bytes",
                "What Redis holds, asked every ten seconds");
        gauge(
                registry,
                "flowcast.redis.memory.max",
                () -> memory.max(),
                "bytes",
                "What Redis may hold (maxmemory); 0 where it has no bound");
        gauge(
                registry,
                "flowcast.redis.evicts",
                () -> memory.evicts(),
                null,
                "1 where Redis' maxmemory-policy is not noeviction: it would throw executions away");
        gauge(
                registry,
                "flowcast.redis.refused",
                () -> rights.refused().size(),
                null,
                "Kinds of things that Redis refuses this executor's user; while there are any it runs nothing");
    }

    @Scheduled(identity = "redis-metrics", every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void ask() {
        try {
            RedisInfo info = RedisInfo.of(redis.send(Request.cmd(Command.INFO).arg("memory")));
            String policy = info.field("maxmemory_policy");
            double evicts = policy.isEmpty() ? Double.NaN : policy.equals("noeviction") ? 0 : 1;
            memory = new Memory(info.number("used_memory"), info.number("maxmemory"), evicts);
        } catch (StoreUnavailable | IllegalStateException e) {
            // Away, or its answer is an error, as where some services forbid to ask.
            memory = Memory.UNKNOWN;
        }
    }

    private static void gauge(
            MeterRegistry registry, String name, Supplier<Number> value, @Nullable String unit, String description) {
        Gauge.builder(name, value).description(description).baseUnit(unit).register(registry);
    }
}
