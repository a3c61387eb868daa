package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Workload;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.History;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway dies under open streams. */
class GatewayFailoverTest {
    private static final int EXECUTIONS = 20;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @Test
    void aKilledGatewayCostsItsClientsNothingButAReconnect() throws Exception {
        Workload workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(EXECUTIONS * TestDefinitions.CALLS / 3);

        FLOWCAST.stack().gateway(0).kill();

        List<History> histories = workload.histories();
        workload.assertAllCompletedRunningEachNodeOnce(histories);
        assertThat(histories.stream().filter(GatewayFailoverTest::wasCutOff))
                .as("cut off; first connections ended %s", firstEnds(histories))
                .hasSizeGreaterThan(EXECUTIONS / 4);
    }

    @Test
    void bothGatewaysKilledInTurnAndStartedAgainLeaveNoGap() throws Exception {
        Workload workload = Workload.start(FLOWCAST, TestDefinitions.CALLING, EXECUTIONS);
        workload.awaitCalls(EXECUTIONS);

        FLOWCAST.stack().gateway(0).kill();
        FLOWCAST.stack().gateway(0).restart();
        FLOWCAST.stack().gateway(1).kill();

        workload.assertAllCompletedRunningEachNodeOnce(workload.histories());
    }

    private static List<String> firstEnds(List<History> histories) {
        return histories.stream()
                .map(history -> history.connections().getFirst())
                .map(first -> first.status() + " " + first.end() + " after "
                        + first.events().size() + " events")
                .toList();
    }

    private static boolean wasCutOff(History history) {
        Connection first = history.connections().getFirst();
        return first.end() == End.BROKEN && !first.events().isEmpty();
    }
}
