package io.flowcast.executor.telemetry;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.TraceIds;
import io.flowcast.stack.LocalServer;
import io.flowcast.stack.redis.RedisTestResource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The executor with traces switched on by the standard variables, and a collector that is a plain HTTP server. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(TracedExecutionTest.Settings.class)
class TracedExecutionTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private static final String SECRET = "tr4ced-Secret-7f3a9c";

    private static final List<byte[]> RECEIVED = new CopyOnWriteArrayList<>();
    private static final List<String> TRACEPARENTS = new CopyOnWriteArrayList<>();
    private static final List<String> TRACESTATES = new CopyOnWriteArrayList<>();
    private static final LocalServer SERVER = server();

    /** Public, as Quarkus makes one. */
    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "OTEL_SDK_DISABLED", "false",
                    "OTEL_EXPORTER_OTLP_ENDPOINT", url(),
                    "quarkus.otel.bsp.schedule.delay", "100ms",
                    "quarkus.otel.exporter.otlp.compression", "none",
                    "flowcast.definitions.dir", "src/test/resources/workflows",
                    "flowcast.http.allow", "127.0.0.0/8",
                    "flowcast.secrets.dir", secrets());
        }
    }

    @Inject
    RedisDataSource redis;

    @Inject
    CollectedSpans spans;

    private static LocalServer server() {
        return LocalServer.start()
                .on("/v1/traces", exchange -> {
                    RECEIVED.add(exchange.getRequestBody().readAllBytes());
                    exchange.sendResponseHeaders(200, -1);
                })
                .on("/backend", exchange -> {
                    TRACEPARENTS.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
                    TRACESTATES.add(String.valueOf(exchange.getRequestHeaders().getFirst("tracestate")));
                    exchange.sendResponseHeaders(204, -1);
                })
                .on("/echo", exchange -> {
                    String token = exchange.getRequestHeaders().getFirst("X-Token");
                    exchange.getResponseHeaders().add("X-Echo", token);
                    LocalServer.answer(exchange, 418, "text/plain", "you said " + token);
                });
    }

    private static String url() {
        return SERVER.url();
    }

    private static String secrets() {
        try {
            Path dir = Files.createTempDirectory("secrets");
            Files.writeString(dir.resolve("TRACED"), SECRET);
            return dir.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @BeforeEach
    void awaitDefinitions() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "call"));
    }

    @Test
    void theTraceOfACallerGoesOnThroughTheExecutionToWhomItCallsAndToTheCollector() {
        ExecutionId id = ExecutionId.of(given().contentType(ContentType.JSON)
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .header("tracestate", "rojo=00f067aa0ba902b7")
                .header("tracestate", "congo=t61rcWkgMzE")
                .body("{\"workflowId\":\"call\",\"input\":{\"url\":\"" + url() + "/backend\"}}")
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !spans.withId(TraceIds.span(id)).isEmpty());
        assertThat(TRACEPARENTS).containsExactly("00-" + TRACE + "-" + TraceIds.span(id, "call", 1) + "-01");
        assertThat(TRACESTATES).containsExactly("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
        assertThat(spans.of(TRACE))
                .extracting(SpanData::getSpanId)
                .containsExactlyInAnyOrder(TraceIds.span(id), TraceIds.span(id, "call"), TraceIds.span(id, "call", 1));
        assertThat(spans.withId(TraceIds.span(id)).getFirst().getParentSpanId()).isEqualTo(CALLER);
        assertThat(redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id)))
                .containsEntry(ExecutionFields.TRACE_ID, TRACE)
                .containsEntry(ExecutionFields.PARENT_SPAN_ID, CALLER);
        for (String spanId : List.of(TraceIds.span(id), TraceIds.span(id, "call"), TraceIds.span(id, "call", 1))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> RECEIVED.stream().anyMatch(body -> holds(body, spanId)));
        }
    }

    @Test
    void noSpanTellsASecretNotEvenThatOfACallThatFailedWithIt() {
        given().contentType(ContentType.TEXT)
                .body("""
                        id: leaky-trace
                        nodes:
                          - {id: echo, type: http, retry: {limit: 1, delay: 1ms, errors: [client]},
                             with: {url: "${ input.url & '/echo?token=' & secrets.TRACED }", headers: {X-Token: "${ secrets.TRACED }"}}}
                          - {id: gone, type: http, with: {url: "${ 'http://127.0.0.1:1/' & secrets.TRACED }"}}
                          - {id: raised, type: http, with: {url: "${ $error(secrets.TRACED) }"}}
                          - {id: each, type: for, with: {items: [1], do: {type: http, with: {url: "${ input.url & '/echo' }", headers: {X-Token: "${ secrets.TRACED }"}}}}}
                          - {id: end, type: fail, with: {title: "${ $string(nodes) }"}}
                        edges:
                          - {from: echo, to: end, catch: error}
                          - {from: gone, to: end, catch: error}
                          - {from: raised, to: end, catch: error}
                          - {from: each, to: end, catch: error}
                        """)
                .put("/api/workflow/definitions/leaky-trace")
                .then()
                .statusCode(201);
        ExecutionId id = ExecutionId.of(given().contentType(ContentType.JSON)
                .body("{\"workflowId\":\"leaky-trace\",\"input\":{\"url\":\"" + url() + "\"}}")
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !spans.withId(TraceIds.span(id)).isEmpty());

        List<SpanData> told =
                spans.of(spans.withId(TraceIds.span(id)).getFirst().getTraceId());
        assertThat(told)
                .extracting(SpanData::getSpanId)
                .contains(TraceIds.span(id, "echo", 2), TraceIds.span(id, "each"));
        assertThat(told).allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> RECEIVED.stream().anyMatch(body -> holds(body, TraceIds.span(id))));
        assertThat(RECEIVED).noneMatch(body -> new String(body, StandardCharsets.ISO_8859_1).contains(SECRET));
        assertThat(given().get("/q/metrics").asString()).contains("leaky-trace").doesNotContain(SECRET);
    }

    /** Whether a message in protobuf holds these bytes: fields of bytes stand in it as they are. */
    private static boolean holds(byte[] body, String hex) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return text.contains(new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1));
    }
}
