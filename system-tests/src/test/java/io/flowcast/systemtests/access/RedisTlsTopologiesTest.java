package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.RedisKeys;
import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.harness.ClusterSet;
import io.flowcast.systemtests.harness.OwnCa;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Upheaval;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sentinels and a cluster over TLS, where each end shows a certificate: failovers as without. */
@Tag("long")
class RedisTlsTopologiesTest {
    private static final int EXECUTIONS = 4;
    private static final int LATER = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Scratch scratch;
    private static OwnCa ca;

    @BeforeAll
    static void certify() throws Exception {
        scratch = Scratch.create("redis-tls");
        ca = OwnCa.in(scratch.folder());
    }

    @AfterAll
    static void cleanUp() {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void aPrimaryUnderSentinelIsReplaced() throws Exception {
        try (SentinelSet redis = SentinelSet.overTls(ca)) {
            StackSettings settings = ca.use(stack()).redisUrl(redis.primary().url());
            for (ServiceKind kind : ServiceKind.values()) {
                settings.variable(kind, "REDIS_URL", redis.url())
                        .property(kind, "quarkus.redis.client-type", "sentinel");
            }
            try (Stack stack = settings.start()) {
                Upheaval upheaval = new Upheaval(stack, id -> {
                    try (RedisCommands primary =
                            new RedisCommands(redis.primary().port())) {
                        return primary.log(id);
                    }
                });
                upheaval.outlive(
                        "Sentinel over TLS, the primary killed",
                        EXECUTIONS,
                        LATER,
                        () -> redis.primary().kill());
                assertThatNobodyCameWithoutTls(List.of(redis.primary()));
                awaitReady(stack);
            }
        }
    }

    @Test
    void aMasterOfAClusterIsReplaced() throws Exception {
        try (ClusterSet redis = ClusterSet.overTls(ca);
                Stack stack = redis.use(stack()).start()) {
            Upheaval upheaval = new Upheaval(stack, redis::log);
            upheaval.outlive(
                    "Cluster over TLS, a master killed",
                    EXECUTIONS,
                    LATER,
                    () -> redis.masterOf(new RedisKeys(0).due()).kill());
            assertThatNobodyCameWithoutTls(redis.masters());
            awaitReady(stack);
        }
    }

    private static StackSettings stack() {
        return Stack.settings().executors(1).gateways(1).definitions(TestDefinitions.folder());
    }

    /** But for this test. */
    private static void assertThatNobodyCameWithoutTls(List<RedisServer> servers) throws IOException {
        for (RedisServer server : servers) {
            try (RedisCommands own = new RedisCommands(server.port())) {
                List<String> plain = own.call("CLIENT", "LIST")
                        .toString()
                        .lines()
                        .filter(client -> client.contains("laddr=127.0.0.1:" + server.port() + " "))
                        .toList();
                assertThat(plain).allMatch(client -> client.contains("cmd=client"));
            }
        }
    }

    private static void awaitReady(Stack stack) {
        await().atMost(PATIENCE)
                .until(() -> stack.executors().stream().allMatch(Service::isReady)
                        && stack.gateways().stream().allMatch(Service::isReady));
    }
}
