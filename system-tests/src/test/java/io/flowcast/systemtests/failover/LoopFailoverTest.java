package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Workload;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Executors and Redis die in the middle of {@code for} nodes. */
class LoopFailoverTest {
    private static final int EXECUTIONS = 6;
    private static final int ALL = EXECUTIONS * TestDefinitions.ITEMS;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    private Workload workload;

    @BeforeEach
    void midway() throws Exception {
        workload = Workload.start(FLOWCAST, TestDefinitions.LOOPING, EXECUTIONS);
        workload.awaitCalls(ALL / 3);
    }

    @Test
    void onlyTheItemsThatAKilledExecutorHadUnderWayAreRepeated() throws Exception {
        FLOWCAST.stack().executor(0).kill();

        assertEveryItemDone(1);
    }

    @Test
    void aRedisThatIsKilledCostsNoItem() throws Exception {
        FLOWCAST.servers().crash();

        assertEveryItemDone(0);
    }

    @Test
    void itemsThatEndedBeforeRedisDiedAreNotRepeatedWhenTheirExecutorDiesLater() throws Exception {
        FLOWCAST.servers().crash();
        workload.awaitCalls(ALL / 2);
        FLOWCAST.stack().executor(0).kill();

        assertEveryItemDone(1);
    }

    @Test
    void anExecutorAskedToStopHandsOverWhatIsLeft() throws Exception {
        assertThat(FLOWCAST.stack().executor(0).terminate()).isTrue();

        // It began no more, and those under way came to their end.
        assertEveryItemDone(0);
    }

    /** Each item once, but for those under way at a takeover; every result in its place; nothing left behind. */
    private void assertEveryItemDone(int takeovers) throws IOException, InterruptedException {
        List<History> histories = workload.histories();
        Map<String, Long> calls = workload.calls();
        for (History history : histories) {
            String id = history.executionId();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
            long repeated = 0;
            for (int index = 0; index < TestDefinitions.ITEMS; index++) {
                long times = calls.getOrDefault(id + ":each:" + index, 0L);
                assertThat(times).as("calls for item %d of %s", index, id).isPositive();
                repeated += times - 1;
            }
            assertThat(repeated)
                    .as("items of %s that were repeated", id)
                    .isLessThanOrEqualTo((long) takeovers * TestDefinitions.ITEMS_AT_A_TIME);
            JsonNode output =
                    FLOWCAST.api(0).detail(id).path("nodeDetails").path("each").path("output");
            assertThat(output.size()).isEqualTo(TestDefinitions.ITEMS);
            for (int index = 0; index < TestDefinitions.ITEMS; index++) {
                assertThat(output.get(index).path("item").asInt()).isEqualTo(index + 1);
            }
        }
        try (RedisCommands redis = FLOWCAST.redis()) {
            for (String id : workload.ids()) {
                ExecutionId execution = ExecutionId.of(id);
                await("nothing is kept of the items of " + id)
                        .until(() -> redis.call(
                                        "EXISTS", RedisKeys.of(execution).items(execution, "each"))
                                .toString()
                                .equals("0"));
            }
        }
    }
}
