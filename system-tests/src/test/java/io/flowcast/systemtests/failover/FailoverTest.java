package io.flowcast.systemtests.failover;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.backend.Call;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FailoverTest {
    private static final int EXECUTIONS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final StackExtension FLOWCAST =
            StackExtension.of(settings -> settings.executors(2).gateways(2));

    @BeforeEach
    void everythingRuns() {
        FLOWCAST.stack().processes().stream()
                .filter(process -> process.exit().isDone())
                .forEach(process -> process.restart());
    }

    @Test
    void aKilledExecutorIsReplacedAndCompletedNodesDoNotRunAgain() throws Exception {
        List<CompletableFuture<History>> clients = start();
        awaitMidway();

        FLOWCAST.stack().executor(0).kill();

        List<History> histories = new ArrayList<>();
        for (CompletableFuture<History> client : clients) {
            histories.add(client.join());
            FLOWCAST.assertPromisesKept(histories.getLast());
        }
        assertThat(histories).anyMatch(FailoverTest::wasTakenOver).allMatch(FailoverTest::hasCompleted);
        histories.forEach(FailoverTest::assertOnlyTheInterruptedNodeRanAgain);
    }

    @Test
    void anExecutorStalledPastItsLeaseCommitsNothingWhenItWakes() throws Exception {
        List<CompletableFuture<History>> clients = start();
        awaitMidway();
        Service stalled = FLOWCAST.stack().executor(0);

        stalled.suspend();
        List<History> histories;
        try {
            histories = clients.stream().map(CompletableFuture::join).toList();
        } finally {
            stalled.resume();
        }

        await().atMost(PATIENCE).until(stalled::isReady);
        assertThat(histories).anyMatch(FailoverTest::wasTakenOver);
        for (History history : histories) {
            FLOWCAST.assertPromisesKept(history);
        }
    }

    @Test
    void aKilledGatewayCostsItsClientsNothingButAReconnect() throws Exception {
        List<CompletableFuture<History>> clients = start();
        awaitMidway();

        FLOWCAST.stack().gateway(0).kill();

        for (CompletableFuture<History> client : clients) {
            FLOWCAST.assertPromisesKept(client.join());
        }
    }

    @Test
    void aRedisKilledAndStartedAgainLosesNothingOfTheStory() throws Exception {
        List<CompletableFuture<History>> clients = start();
        awaitMidway();

        FLOWCAST.stack().redis().kill();
        FLOWCAST.stack().redis().restart();

        for (CompletableFuture<History> client : clients) {
            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(hasCompleted(history)).isTrue();
        }
    }

    private static List<CompletableFuture<History>> start() throws Exception {
        List<CompletableFuture<History>> clients = new ArrayList<>();
        for (int number = 0; number < EXECUTIONS; number++) {
            String id = FLOWCAST.api(number % 2).execute(TestDefinitions.CALLING, FLOWCAST.input());
            clients.add(FLOWCAST.follow(id, number % 2));
        }
        return clients;
    }

    /** Till about a third of the calls of the executions just started have been made. */
    private static void awaitMidway() {
        int before = FLOWCAST.stack().backend().calls().size();
        await().atMost(PATIENCE)
                .until(() ->
                        FLOWCAST.stack().backend().calls().size() >= before + EXECUTIONS * TestDefinitions.CALLS / 3);
    }

    /** At least once, and more than once only what was under way when its executor died. */
    private static void assertOnlyTheInterruptedNodeRanAgain(History history) {
        Map<String, List<Call>> callsByKey = FLOWCAST.stack().backend().calls().stream()
                .filter(call ->
                        Objects.requireNonNullElse(call.idempotencyKey(), "").startsWith(history.executionId() + ":"))
                .collect(groupingBy(call -> String.valueOf(call.idempotencyKey())));
        assertThat(callsByKey).hasSize(TestDefinitions.CALLS);
        long again =
                callsByKey.values().stream().filter(calls -> calls.size() > 1).count();
        assertThat(again).isLessThanOrEqualTo(wasTakenOver(history) ? 1 : 0);
    }

    private static boolean wasTakenOver(History history) {
        return history.events().stream().map(Frame::event).anyMatch("execution.claimed"::equals);
    }

    private static boolean hasCompleted(History history) {
        return history.events().getLast().event().equals("workflow.completed");
    }
}
