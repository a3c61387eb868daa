package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.LogFields;
import io.flowcast.events.RedisKeys;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DroppedPublishTest {
    /** A keepalive, and some for a machine that is busy. */
    private static final Duration HEALED = Duration.ofSeconds(15).plusSeconds(5);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    /**
     * A finished execution is copied, all but its last event, under an id that no executor knows; then the last
     * event is appended as a commit would do it, except that nothing is published.
     */
    @Test
    void anEventWhosePublishWasLostArrivesWithinOneKeepalive() throws Exception {
        String original = FLOWCAST.api(0).execute(TestDefinitions.CHAIN, Map.of());
        FLOWCAST.follower(0).follow(original);
        ExecutionId copy =
                ExecutionId.of("wf_exec_" + ExecutionId.of(original).partition() + "_01JD0000000000000000000001");
        var log = FLOWCAST.log(original);
        String hash = RedisKeys.of(copy).execution(copy);
        String stream = RedisKeys.of(copy).log(copy);
        try (RedisCommands redis = FLOWCAST.redis()) {
            ExecutionId source = ExecutionId.of(original);
            redis.call("COPY", RedisKeys.of(source).execution(source), hash);
            for (var entry : log.subList(0, log.size() - 1)) {
                redis.call("XADD", stream, entry.id(), LogFields.EVENTS, entry.type() + " " + entry.data());
            }
            redis.call("HSET", hash, ExecutionFields.STATUS, "running");
            redis.call(
                    "HSET",
                    hash,
                    ExecutionFields.LAST_ID,
                    log.get(log.size() - 2).id());
            CompletableFuture<History> client = FLOWCAST.follow(copy.toString(), 0);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> subscribers(RedisKeys.of(copy).events(copy)) > 0);

            var last = log.getLast();
            redis.call("XADD", stream, last.id(), LogFields.EVENTS, last.type() + " " + last.data());
            redis.call("HSET", hash, ExecutionFields.LAST_ID, last.id(), ExecutionFields.STATUS, "completed");
            long appended = System.nanoTime();
            History history = client.join();

            assertThat(Duration.ofNanos(System.nanoTime() - appended)).isLessThan(HEALED);
            assertThat(history.events().stream().map(Frame::id))
                    .containsExactlyElementsOf(
                            log.stream().map(entry -> entry.id()).toList());
        }
    }

    private static long subscribers(String channel) throws Exception {
        return FLOWCAST.servers().ofEach("PUBSUB", "NUMSUB", channel).stream()
                .mapToLong(answer -> (Long) ((List<?>) answer).get(1))
                .sum();
    }
}
