package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ManyExecutionsTest {
    private static final int EXECUTIONS = 200;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    /** Started by as many threads; every fourth client hops. */
    @Test
    void twoHundredAtOnceTellTheirWholeStoriesThroughBothGateways() throws Exception {
        List<Future<History>> histories = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < EXECUTIONS; number++) {
                int mine = number;
                histories.add(threads.submit(() -> {
                    String id = FLOWCAST.api(mine % 2).execute(TestDefinitions.MIXED, FLOWCAST.input());
                    Follower follower = FLOWCAST.follower((mine + 1) % 2);
                    return (mine % 4 == 0 ? follower.hoppingEvery(4) : follower).follow(id);
                }));
            }
        }

        for (Future<History> history : histories) {
            FLOWCAST.assertPromisesKept(history.get());
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
