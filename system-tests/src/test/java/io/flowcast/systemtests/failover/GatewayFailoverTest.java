package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.HeldCalls;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Workload;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway dies under open streams. */
class GatewayFailoverTest {
    private static final int EXECUTIONS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    /** Nothing goes on before the gateway is dead, however long anything takes. */
    @Test
    void aKilledGatewayCostsItsClientsNothingButAReconnect() throws Exception {
        Service gateway = FLOWCAST.stack().gateway(0);
        try (HeldCalls calls = new HeldCalls()) {
            List<CompletableFuture<History>> clients = new ArrayList<>();
            for (int i = 0; i < EXECUTIONS; i++) {
                String id = FLOWCAST.api(i % 2).execute(TestDefinitions.EFFECT, Map.of("url", calls.url()));
                clients.add(FLOWCAST.follow(id, i % 2));
            }
            await().atMost(PATIENCE).until(() -> calls.keys().size() == EXECUTIONS);
            await().atMost(PATIENCE)
                    .until(() -> Metrics.of(FLOWCAST.http(), gateway).sum("flowcast_stream_open{") >= EXECUTIONS / 2);

            gateway.kill();
            calls.answer(200);

            List<History> histories =
                    clients.stream().map(CompletableFuture::join).toList();
            for (History history : histories) {
                FLOWCAST.assertPromisesKept(history);
                assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
            }
            assertThat(calls.keys()).hasSize(EXECUTIONS).doesNotHaveDuplicates();
            assertThat(histories.stream().filter(GatewayFailoverTest::wasCutOff))
                    .as("cut off; first connections ended %s", firstEnds(histories))
                    .hasSizeGreaterThan(EXECUTIONS / 4);
        }
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
