package io.flowcast.systemtests.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.Crowd;
import io.flowcast.systemtests.client.Crowd.Farewell;
import io.flowcast.systemtests.client.Crowd.Viewer;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gateways are replaced behind balancers, while events flow and viewers look on. */
class RollingRestartTest {
    private static final int FEW = 500;
    private static final int MANY = 2_000;
    private static final int EXECUTIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_SIGNALS = Duration.ofMillis(400);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    private volatile boolean over;

    @Test
    void aGatewayThatIsReplacedLosesNothingRepeatsNothingAndSpreadsWhoComesBack() throws Exception {
        replace(FLOWCAST.stack().gateways().subList(0, 1), FEW);
    }

    /** Half a minute, on a machine with nothing else to do. */
    @Test
    @Tag("long")
    void soDoesARollingRestartOfAllOfThem() throws Exception {
        replace(FLOWCAST.stack().gateways(), MANY);
    }

    private void replace(List<Service> replaced, int viewers) throws Exception {
        List<String> ids = new ArrayList<>();
        // Straight to an executor: what is replaced here are the gateways.
        FlowcastApi executor =
                new FlowcastApi(FLOWCAST.http(), FLOWCAST.stack().executor(0).url());
        for (int i = 0; i < EXECUTIONS; i++) {
            ids.add(executor.execute(TestDefinitions.STEPPING, Map.of()));
        }
        List<Service> gateways = FLOWCAST.stack().gateways();
        try (Balancer own = Balancer.tcp(gateways);
                Balancer other = Balancer.haproxy(gateways).orElseGet(() -> start(gateways))) {
            await().atMost(PATIENCE).until(() -> own.usesAll() && other.usesAll());
            CompletableFuture<Void> events = CompletableFuture.runAsync(() -> step(executor, ids));
            Crowd crowd = Crowd.of(
                    viewers,
                    number -> (number % 2 == 0 ? own : other).address(),
                    number -> ids.get(number / 2 % EXECUTIONS));
            try (crowd) {
                await().atMost(PATIENCE).until(() -> crowd.synced() + crowd.done() >= viewers);
                assertThat(crowd.done()).as("turned away for ever").isZero();
                for (Service gateway : replaced) {
                    assertThat(gateway.terminate())
                            .as("%s ends within its grace period", gateway.name())
                            .isTrue();
                    gateway.restart();
                    await().atMost(PATIENCE).until(() -> own.usesAll() && other.usesAll());
                }
                over = true;
                events.join();
                for (String id : ids) {
                    assertThat(executor.post("/api/workflow/executions/" + id + "/cancel", "")
                                    .statusCode())
                            .isEqualTo(202);
                }
                await().atMost(PATIENCE).until(() -> crowd.done() == viewers);
            }
            assertAllSawTheLog(crowd, ids);
            assertTheyWereSpread(crowd, viewers);
        }
    }

    private static void assertAllSawTheLog(Crowd crowd, List<String> ids) throws IOException {
        Map<String, Long> digests = new HashMap<>();
        for (String id : ids) {
            digests.put(
                    id,
                    Crowd.digest(
                            FLOWCAST.log(id).stream().map(EqualToLog.Entry::id).toList()));
        }
        assertThat(crowd.viewers().stream()
                        .flatMap(viewer -> viewer.faults().stream())
                        .collect(Collectors.groupingBy(fault -> fault, Collectors.counting())))
                .as("gaps, duplicates, broken connections")
                .isEmpty();
        for (Viewer viewer : crowd.viewers()) {
            assertThat(viewer.digest()).isEqualTo(digests.get(viewer.executionId()));
        }
    }

    /** Nobody was cut off, each was asked to come back with a pause of its own, and not all at once. */
    private static void assertTheyWereSpread(Crowd crowd, int viewers) {
        List<Farewell> farewells = crowd.viewers().stream()
                .flatMap(viewer -> viewer.farewells().stream())
                .toList();
        assertThat(farewells).hasSizeGreaterThanOrEqualTo(viewers / 4);
        assertThat(farewells).allMatch(farewell -> farewell.reason().equals("{\"reason\":\"draining\"}"));
        assertThat(farewells).allMatch(farewell -> farewell.pauseMillis() >= 1_000 && farewell.pauseMillis() <= 3_000);
        assertThat(farewells.stream().map(Farewell::pauseMillis).distinct()).hasSizeGreaterThan(farewells.size() / 4);
        Map<Long, Long> returns = farewells.stream()
                .collect(Collectors.groupingBy(
                        farewell -> (farewell.atNanos() + farewell.pauseMillis() * 1_000_000) / 500_000_000,
                        Collectors.counting()));
        long most = returns.values().stream().mapToLong(Long::longValue).max().orElse(0);
        System.out.printf(
                "rolling restart: %d viewers, %d events, %d farewells, at most %d came back within half a second%n",
                viewers, crowd.viewers().stream().mapToLong(Viewer::events).sum(), farewells.size(), most);
        assertThat(most).isLessThan(farewells.size() / 2);
    }

    private void step(FlowcastApi executor, List<String> ids) {
        try {
            for (int step = 1; step <= TestDefinitions.STEPS && !over; step++) {
                for (String id : ids) {
                    HttpResponse<String> answer =
                            executor.post("/api/workflow/executions/" + id + "/signals/s" + step, "");
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                }
                Thread.sleep(BETWEEN_SIGNALS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Balancer start(List<Service> gateways) {
        try {
            return Balancer.tcp(gateways);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
