package io.flowcast.systemtests.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.TraceIds;
import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.RedisServers;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both services with traces on and logs in JSON, as docs/observability.md says it is done, and a collector for the spans. */
class TelemetryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private static Collector collector;
    private static RedisServers servers;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        collector = new Collector();
        servers = RedisServers.chosen();
        StackSettings settings = servers.settings().executors(1).gateways(1).definitions(TestDefinitions.folder());
        for (ServiceKind kind : ServiceKind.values()) {
            settings.variable(kind, "OTEL_SDK_DISABLED", "false")
                    .variable(kind, "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
                    .property(kind, "quarkus.otel.exporter.otlp.compression", "none")
                    .property(kind, "quarkus.otel.bsp.schedule.delay", "100ms")
                    .variable(kind, "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
        }
        stack = servers.start(settings);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (servers != null) {
            servers.close();
        }
        collector.close();
    }

    @Test
    void oneTraceGoesFromTheCallerThroughGatewayExecutionAndNodeToWhoIsCalled() throws Exception {
        ExecutionId id = execute("00-" + TRACE + "-" + CALLER + "-01");

        ExportedSpan gateway = onlySpan(TRACE, ExportedSpan.SERVER);
        assertThat(gateway.service()).isEqualTo("flowcast-gateway");
        assertThat(gateway.name()).isEqualTo("POST /api/workflow/execute");
        assertThat(gateway.parentId()).isEqualTo(CALLER);
        assertThatTheExecutionContinues(gateway, id);
    }

    @Test
    void whereTheCallerNamesNoTraceTheGatewayBeginsOne() throws Exception {
        ExecutionId id = execute(null);
        await().atMost(PATIENCE)
                .until(() -> !collector.traceparent(id.toString(), "effect").isEmpty());
        String trace = collector.traceparent(id.toString(), "effect").split("-", -1)[1];

        ExportedSpan gateway = onlySpan(trace, ExportedSpan.SERVER);
        assertThat(gateway.parentId()).isEmpty();
        assertThatTheExecutionContinues(gateway, id);
    }

    @Test
    void whatTheCallerDoesNotRecordNobodyRecords() throws Exception {
        String trace = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        ExecutionId id = execute("00-" + trace + "-" + CALLER + "-00");
        await().atMost(PATIENCE)
                .until(() -> !collector.traceparent(id.toString(), "effect").isEmpty());
        assertThat(collector.traceparent(id.toString(), "effect"))
                .isEqualTo("00-" + trace + "-" + TraceIds.span(id, "effect", 1) + "-00");

        // Another that is recorded has come by now, and this one would have before it.
        ExecutionId later = execute(null);
        await().atMost(PATIENCE)
                .until(() -> !collector.traceparent(later.toString(), "effect").isEmpty());
        onlySpan(collector.traceparent(later.toString(), "effect").split("-", -1)[1], ExportedSpan.SERVER);
        assertThat(collector.spans(trace)).isEmpty();
    }

    @Test
    void linesAboutAnExecutionAreJsonWithItsIdAndItsTrace() throws Exception {
        String trace = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
        String traceparent = "00-" + trace + "-" + CALLER + "-01";
        FlowcastApi api = new FlowcastApi(HTTP, stack.gateway(0).url());
        ExecutionId id = execute(traceparent, "/held");
        await().atMost(PATIENCE).until(() -> collector.holds(id.toString()));

        stack.executor(0).kill();
        assertThat(api.post("/api/workflow/executions/" + id + "/cancel", "", "traceparent", traceparent)
                        .statusCode())
                .isEqualTo(503);
        collector.release();
        stack.executor(0).restart();

        assertThat(line(stack.gateway(0), "cannot be reached").path("mdc"))
                .isEqualTo(JSON.createObjectNode()
                        .put("executionId", id.toString())
                        .put("traceId", trace));
        assertThat(line(stack.executor(0), "taken over").path("mdc"))
                .isEqualTo(JSON.createObjectNode()
                        .put("executionId", id.toString())
                        .put("traceId", trace));
        for (Service service : List.of(stack.gateway(0), stack.executor(0))) {
            // The JVM's own come before there is a logger.
            assertThat(service.log().stream().filter(line -> line.contains("io.quarkus")))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(JSON.readTree(line).path("level").asText())
                                    .isNotEmpty());
        }
    }

    private static JsonNode line(Service service, String words) throws IOException {
        await().atMost(PATIENCE).until(() -> service.log().stream().anyMatch(line -> line.contains(words)));
        return JSON.readTree(service.log().stream()
                .filter(line -> line.contains(words))
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource(ServiceKind.class)
    void metricsTellOfTheJvmToo(ServiceKind kind) throws Exception {
        Service service = kind == ServiceKind.EXECUTOR ? stack.executor(0) : stack.gateway(0);
        String metrics = new FlowcastApi(HTTP, service.url()).get("/q/metrics").body();
        assertThat(metrics)
                .contains(
                        "jvm_memory_used_bytes{area=\"heap\"",
                        "jvm_memory_max_bytes{area=\"heap\"",
                        "jvm_gc_pause_seconds_count",
                        "jvm_threads_live_threads",
                        "jvm_buffer_memory_used_bytes{id=\"direct\"",
                        "process_cpu_usage",
                        "process_files_open_files");
    }

    private static void assertThatTheExecutionContinues(ExportedSpan gateway, ExecutionId id) {
        String trace = gateway.traceId();
        await().atMost(PATIENCE)
                .until(() -> collector.spans(trace).stream()
                        .anyMatch(span -> span.spanId().equals(TraceIds.span(id))));
        ExportedSpan execution = span(trace, TraceIds.span(id));
        assertThat(execution.service()).isEqualTo("flowcast-executor");
        assertThat(execution.parentId()).isEqualTo(gateway.spanId());
        assertThat(span(trace, TraceIds.span(id, "effect")).parentId()).isEqualTo(execution.spanId());
        ExportedSpan attempt = span(trace, TraceIds.span(id, "effect", 1));
        assertThat(attempt.parentId()).isEqualTo(TraceIds.span(id, "effect"));
        assertThat(attempt.kind()).isEqualTo(ExportedSpan.CLIENT);
        assertThat(collector.traceparent(id.toString(), "effect"))
                .isEqualTo("00-" + trace + "-" + attempt.spanId() + "-01");
    }

    private static ExportedSpan span(String trace, String id) {
        await().atMost(PATIENCE)
                .until(() -> collector.spans(trace).stream()
                        .anyMatch(span -> span.spanId().equals(id)));
        return collector.spans(trace).stream()
                .filter(span -> span.spanId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ExportedSpan onlySpan(String trace, int kind) {
        await().atMost(PATIENCE).until(() -> collector.spans(trace).stream().anyMatch(span -> span.kind() == kind));
        List<ExportedSpan> found = collector.spans(trace).stream()
                .filter(span -> span.kind() == kind)
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static ExecutionId execute(@Nullable String traceparent) throws IOException, InterruptedException {
        return execute(traceparent, "/called");
    }

    private static ExecutionId execute(@Nullable String traceparent, String path)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(stack.gateway(0).uri("/api/workflow/execute"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.createObjectNode()
                        .put("workflowId", TestDefinitions.EFFECT)
                        .set("input", JSON.createObjectNode().put("url", collector.url() + path))
                        .toString()));
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ExecutionId.of(JSON.readTree(answer.body()).path("executionId").asText());
    }
}
