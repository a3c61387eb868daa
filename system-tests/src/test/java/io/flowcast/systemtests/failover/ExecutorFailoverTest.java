package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Workload;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An executor dies, stalls or is asked to stop in the middle of what it runs. */
class ExecutorFailoverTest {
    private static final int EXECUTIONS = 20;
    private static final int THIRD_OF_CALLS = EXECUTIONS * TestDefinitions.CALLS / 3;
    /** Lease and poll, and as much again and more for a machine that is busy. */
    private static final Duration TAKEOVER = Duration.ofSeconds(5).plusSeconds(10);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @Test
    void aKilledExecutorIsReplacedWithinItsLeaseAndCompletedNodesDoNotRunAgain() throws Exception {
        Workload workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(THIRD_OF_CALLS);

        long killedAt = System.currentTimeMillis();
        FLOWCAST.stack().executor(0).kill();

        List<History> histories = workload.histories();
        workload.assertAllCompletedRunningEachNodeOnce(histories);
        assertThat(takeovers(histories))
                .isNotEmpty()
                .allSatisfy(
                        claimed -> assertThat(claimed.json().path("timestamp").asLong())
                                .isBetween(killedAt, killedAt + TAKEOVER.toMillis()));
    }

    @Test
    void anExecutorStalledPastItsLeaseCommitsNothingWhenItWakes() throws Exception {
        Workload workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(THIRD_OF_CALLS);
        Service stalled = FLOWCAST.stack().executor(0);

        List<History> histories;
        stalled.suspend();
        try {
            histories = workload.histories();
        } finally {
            stalled.resume();
        }
        await("it has let go of what it held").atMost(Duration.ofSeconds(30)).until(() -> running(stalled) == 0);

        assertThat(takeovers(histories)).isNotEmpty();
        workload.assertAllCompletedRunningEachNodeOnce(histories);
    }

    @Test
    void anExecutorAskedToStopHandsOverAndLeavesNoNodeHalfDone() throws Exception {
        Workload workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(THIRD_OF_CALLS);

        boolean endedByItself = FLOWCAST.stack().executor(0).terminate();

        assertThat(endedByItself).isTrue();
        List<History> histories = workload.histories();
        workload.assertAllCompletedRunningEachNodeOnce(histories);
        assertThat(takeovers(histories)).isEmpty();
        assertThat(histories).anyMatch(history -> executors(history) == 2);
    }

    @Test
    void aCallThatOutlastsTheGracePeriodIsMadeAgainByAnotherExecutor() throws Exception {
        Workload workload = Workload.start(FLOWCAST, TestDefinitions.LONG_CALL, 4);
        workload.awaitNodesStarted();

        boolean endedByItself = FLOWCAST.stack().executor(0).terminate();

        assertThat(endedByItself).isTrue();
        List<History> histories = workload.histories();
        workload.assertAllCompletedRunningEachNodeOnce(histories);
        assertThat(takeovers(histories)).isNotEmpty();
    }

    private static List<Frame> takeovers(List<History> histories) {
        return histories.stream()
                .flatMap(history -> history.events().stream())
                .filter(event -> event.event().equals("execution.claimed"))
                .toList();
    }

    private static long executors(History history) {
        return history.events().stream()
                .filter(event -> event.event().equals("node.started"))
                .map(event -> event.json().path("executor").asText())
                .distinct()
                .count();
    }

    /** How many executions it runs, as its readiness tells; -1 where it does not answer. */
    private static int running(Service executor) throws InterruptedException {
        try {
            String answer = new FlowcastApi(FLOWCAST.http(), executor.url())
                    .get("/q/health/ready")
                    .body();
            for (JsonNode check : new ObjectMapper().readTree(answer).path("checks")) {
                if (check.path("name").asText().equals("Executor")) {
                    return check.path("data").path("running").asInt(-1);
                }
            }
            return -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
