package io.flowcast.systemtests.failover;

import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Upheaval;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis under Sentinel fails over, under open streams and running executions: both services follow it by themselves. */
class SentinelFailoverTest {
    private static final int EXECUTIONS = 8;
    /** Further ones, that are started while it happens. */
    private static final int LATER = 30;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static SentinelSet redis;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        redis = SentinelSet.start();
        stack = Stack.settings()
                .executors(2)
                .gateways(1)
                .definitions(TestDefinitions.folder())
                .redisUrl(redis.url())
                .property(ServiceKind.EXECUTOR, "quarkus.redis.client-type", "sentinel")
                .property(ServiceKind.GATEWAY, "quarkus.redis.client-type", "sentinel")
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void aPrimaryThatDiesIsReplacedAndEveryStreamTellsTheWholeStory() throws Exception {
        redis.needReplicas(1);
        failOver("the primary killed", () -> redis.primary().kill());
    }

    /** The old primary takes no writes once its replicas have left it. */
    @Test
    @Tag("long")
    void aPrimaryThatHandsOverLosesNothingOfWhatItAcknowledged() throws Exception {
        redis.needReplicas(1);
        failOver("handed over, min-replicas-to-write 1", redis::handOver);
    }

    /** The old primary goes on acknowledging till Sentinel tells it, some ten seconds later. */
    @Test
    @Tag("long")
    void norDoesOneThatNeedsNoReplicas() throws Exception {
        redis.needReplicas(0);
        try {
            failOver("handed over, min-replicas-to-write 0", redis::handOver);
        } finally {
            redis.needReplicas(1);
        }
    }

    private static void failOver(String how, Upheaval.Event event) throws Exception {
        redis.awaitWell();
        RedisServer before = redis.primary();
        new Upheaval(stack, SentinelFailoverTest::log).outlive("Sentinel, " + how, EXECUTIONS, LATER, event);
        await().atMost(PATIENCE).until(() -> !redis.primary().equals(before));
    }

    private static List<EqualToLog.Entry> log(String executionId) throws IOException {
        try (RedisCommands commands = new RedisCommands(redis.primary().port())) {
            return commands.log(executionId);
        }
    }
}
