package io.flowcast.systemtests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Prometheus evaluates every line of every dashboard, and every rule, while services run workflows. */
class PrometheusTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Lines that move in services that are well and have work, beginning as they do in the dashboards. */
    private static final List<String> MOVE = List.of(
            "sum(rate(flowcast_nodes_attempts_started",
            "sum by (workflow) (rate(flowcast_executions_started",
            "sum by (status) (rate(flowcast_executions_duration",
            "sum by (workflow) (rate(flowcast_executions_duration",
            "histogram_quantile",
            "sum by (type, outcome) (rate(flowcast_nodes_attempts_ended",
            "sum by (type) (rate(flowcast_nodes",
            "sum by (script) (rate(flowcast_store_calls",
            "max(flowcast_redis_memory_used_bytes{instance=~\"$instance\"})",
            "sum(flowcast_executions_room",
            "sum(flowcast_stream_connections",
            "sum(flowcast_bus_watched",
            "sum(rate(flowcast_stream_deliveries",
            "sum(rate(flowcast_stream_writes",
            "sum(rate(flowcast_stream_batch_size_sum",
            "sum(rate(flowcast_stream_bytes",
            "sum by (kind) (rate(flowcast_stream_opened",
            "sum by (reason) (rate(flowcast_stream_closed",
            "sum by (status) (rate(http_server_requests",
            "process_",
            "jvm_threads",
            "sum by (instance) (jvm_memory_used_bytes");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    private static Prometheus prometheus;
    private static Thread work;

    @BeforeAll
    static void scrape() throws Exception {
        boundRedis("1gb");
        prometheus = Prometheus.start(Map.of(
                "flowcast-executor", FLOWCAST.stack().executors(),
                "flowcast-gateway", FLOWCAST.stack().gateways()));
        work = Thread.ofVirtual().name("work").start(PrometheusTest::work);
    }

    @AfterAll
    static void stop() throws Exception {
        boundRedis("0");
        if (work != null) {
            work.interrupt();
            work.join();
        }
        if (prometheus != null) {
            prometheus.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"executor-service", "stream-gateway"})
    void everyLineOfTheDashboardHasSomethingToShow(String module) throws Exception {
        List<String> lines = Observability.ofDashboard(module).expressions();
        assertThat(lines).hasSizeGreaterThan(30);
        for (String line : lines) {
            String expression = line.replace("$instance", ".*")
                    .replace("$__rate_interval", "5s")
                    .replace("$__range", "1m");
            await(line)
                    .atMost(PATIENCE)
                    .until(() -> !prometheus.history(expression).isEmpty());
            if (MOVE.stream().anyMatch(line::startsWith)) {
                await(line)
                        .atMost(PATIENCE)
                        .until(() -> prometheus
                                .history(expression)
                                .valueStream()
                                .flatMap(series -> series.path("values").valueStream())
                                .anyMatch(value -> isMore(value.path(1).asText())));
            }
        }
    }

    @Test
    void everyRuleIsEvaluatedAndNoneFiresWhereAllIsWell() throws Exception {
        List<String> names = Observability.alerts()
                .map(alert -> alert.path("alert").asText())
                .toList();
        await().atMost(PATIENCE)
                .until(() -> prometheus.rules().stream()
                        .noneMatch(rule -> rule.path("health").asText().equals("unknown")));
        assertThat(prometheus.rules())
                .extracting(rule -> rule.path("name").asText())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(prometheus.rules()).allSatisfy(rule -> {
            assertThat(rule.path("health").asText())
                    .as(rule.path("lastError").asText())
                    .isEqualTo("ok");
            assertThat(rule.path("state").asText())
                    .as(rule.path("name").asText())
                    .isNotEqualTo("firing");
        });
    }

    /** With their comparisons made to answer yes or no, rules tell whether they look at anything. */
    @Test
    void everyRuleLooksAtSomething() throws Exception {
        for (String rule : Observability.ofAlerts().expressions()) {
            // That of what is missing asks for nothing else.
            String expression = rule.startsWith("absent(")
                    ? rule.substring("absent".length())
                    : rule.replaceAll("(>|==) (?=[0-9])", "$1 bool ")
                            // Where there was never one of these there is nothing to alert of.
                            .replace("outcome=\"SERVER_ERROR\"", "outcome=\"SUCCESS\"");
            await(expression)
                    .atMost(PATIENCE)
                    .until(() -> !prometheus.query(expression).isEmpty());
        }
    }

    /** Executions that end well, that fail and that wait, each with a viewer, one after the other. */
    private static void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String asking = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
                FLOWCAST.follower(0).follow(FLOWCAST.api(1).execute(TestDefinitions.MIXED, FLOWCAST.input()));
                FLOWCAST.follower(1).follow(FLOWCAST.api(0).execute(TestDefinitions.CHAIN, Map.of()));
                FLOWCAST.follower(0)
                        .follow(FLOWCAST.api(1).execute(TestDefinitions.EFFECT, Map.of("url", "http://127.0.0.1:1/")));
                // Given back by now, so that somebody has to claim it.
                FLOWCAST.api(0).post("/api/workflow/executions/" + asking + "/signals/go", "");
                FLOWCAST.follower(1).follow(asking);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the work ended", e);
        }
    }

    /** As it is to have in production, and has not here. */
    private static void boundRedis(String memory) throws IOException {
        var _ = FLOWCAST.servers().ofEach("CONFIG", "SET", "maxmemory", memory);
    }

    private static boolean isMore(String value) {
        double number = Double.parseDouble(value);
        return Double.isFinite(number) && number > 0;
    }
}
