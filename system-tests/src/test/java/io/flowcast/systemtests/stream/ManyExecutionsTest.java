package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ManyExecutionsTest {
    private static final int EXECUTIONS = 200;

    @RegisterExtension
    static final StackExtension FLOWCAST =
            StackExtension.of(settings -> settings.executors(2).gateways(2));

    @Test
    void twoHundredAtOnceTellTheirWholeStoriesThroughBothGateways() throws Exception {
        List<CompletableFuture<History>> histories = new ArrayList<>();
        for (int number = 0; number < EXECUTIONS; number++) {
            String id = FLOWCAST.api(number % 2).execute(TestDefinitions.MIXED, FLOWCAST.input());
            histories.add(FLOWCAST.follow(id, (number + 1) % 2));
        }

        for (CompletableFuture<History> history : histories) {
            FLOWCAST.assertPromisesKept(history.join());
        }
    }

    @Test
    void aClientThatHopsBetweenGatewaysMissesNothing() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.CALLING, FLOWCAST.input());

        History history = FLOWCAST.follower(0).hoppingEvery(3).follow(id);

        assertThat(history.connections()).hasSizeGreaterThan(4);
        FLOWCAST.assertPromisesKept(history);
    }

    @Test
    void severalClientsOfOneExecutionSeeTheSame() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.CALLING, FLOWCAST.input());

        List<CompletableFuture<History>> clients = List.of(
                FLOWCAST.follow(id, 0),
                FLOWCAST.follow(id, 1),
                FLOWCAST.follow(id, FLOWCAST.follower(1).hoppingEvery(2)));

        for (CompletableFuture<History> client : clients) {
            FLOWCAST.assertPromisesKept(client.join());
        }
    }
}
