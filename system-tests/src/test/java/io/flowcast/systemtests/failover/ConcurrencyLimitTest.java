package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limit of executions that run at once holds over executors, and over their deaths. */
class ConcurrencyLimitTest {

    private static final int EXECUTIONS = 8;
    private static final int LIMIT = 2;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @Test
    void noMoreThanTheLimitRunAtOnceAndAllEndThoughAnExecutorDies() throws Exception {
        String definition = """
                {"id": "limited", "concurrency": {"limit": %d},
                 "nodes": [{"id": "nap", "type": "wait", "with": {"duration": "2s"}}]}
                """.formatted(LIMIT);
        assertThat(FLOWCAST.api(0)
                        .put("/api/workflow/definitions/limited", definition)
                        .statusCode())
                .isEqualTo(201);
        List<CompletableFuture<History>> followed = new ArrayList<>();
        for (int i = 0; i < EXECUTIONS; i++) {
            String id = FLOWCAST.api(i % 2).execute("limited", Map.of());
            followed.add(FLOWCAST.follow(id, i % 2));
        }
        String queued = FLOWCAST.api(0).execute("limited", Map.of());
        assertThat(FLOWCAST.api(1).detail(queued).path("status").asText()).isEqualTo("pending");
        FLOWCAST.api(0).post("/api/workflow/executions/" + queued + "/cancel", "");
        await().untilAsserted(() -> assertThat(
                        FLOWCAST.api(1).detail(queued).path("status").asText())
                .isEqualTo("cancelled"));

        FLOWCAST.stack().executor(0).kill();

        List<History> histories = new ArrayList<>();
        for (CompletableFuture<History> one : followed) {
            histories.add(one.get(90, TimeUnit.SECONDS));
        }
        for (History history : histories) {
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
        }
        assertThat(mostAtOnce(histories)).isLessThanOrEqualTo(LIMIT);
    }

    /** By the cluster's clock, from an execution's start to its end. */
    private static int mostAtOnce(List<History> histories) {
        // Where one ends as another starts, the end comes first: a slot passes on in the commit that ends.
        Map<Long, Integer> changes = new TreeMap<>();
        for (History history : histories) {
            changes.merge(time(history, "workflow.started") * 2 + 1, 1, Integer::sum);
            changes.merge(time(history, "workflow.completed") * 2, -1, Integer::sum);
        }
        int now = 0;
        int most = 0;
        for (int change : changes.values()) {
            now += change;
            most = Math.max(most, now);
        }
        return most;
    }

    private static long time(History history, String type) {
        for (Frame event : history.events()) {
            if (event.event().equals(type)) {
                return event.json().path("timestamp").asLong();
            }
        }
        throw new AssertionError("no " + type + " in the history of " + history.executionId());
    }
}
