package io.flowcast.systemtests.tight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.Stack;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.RedisServers;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stack whose logs are short, whose executors have little room, and which logs in JSON. */
class TightSettingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ROOM = 4;
    /** Redis trims whole nodes of a stream, which have a hundred entries by default. */
    private static final int LOG_LENGTH = 10;

    private static final int STEPS = 220;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ConcurrentLinkedQueue<String> LINES = new ConcurrentLinkedQueue<>();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static RedisServers servers;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        servers = RedisServers.chosen();
        stack = servers.start(servers.settings()
                .executors(2)
                .gateways(1)
                .definitions(TestDefinitions.folder())
                .property(ServiceKind.EXECUTOR, "flowcast.execution.log-length", Integer.toString(LOG_LENGTH))
                .property(ServiceKind.EXECUTOR, "flowcast.execution.max-in-flight", Integer.toString(ROOM))
                .property(ServiceKind.EXECUTOR, "flowcast.engine.merge-for", "0s")
                .variable(ServiceKind.EXECUTOR, "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true")
                .variable(ServiceKind.GATEWAY, "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true")
                .log((process, line) -> {
                    if (process.startsWith("executor") || process.startsWith("gateway")) {
                        LINES.add(line);
                    }
                }));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private static FlowcastApi api() {
        return new FlowcastApi(HTTP, stack.gateway(0).url());
    }

    private static void define(String id, String definition) throws Exception {
        assertThat(api().put("/api/workflow/definitions/" + id, definition).statusCode())
                .isEqualTo(201);
    }

    @Test
    void whoComesLateToATrimmedLogGetsASnapshotThatSaysSoAndThenTheRest() throws Exception {
        define("long-story", story());
        String id = api().execute("long-story", Map.of());
        try (RedisCommands redis = servers.commands()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(redis.call("HGET", hash(id), "status")).isEqualTo("waiting"));
            assertThat((long)
                            redis.call("XLEN", RedisKeys.of(ExecutionId.of(id)).log(ExecutionId.of(id))))
                    .isLessThan(STEPS);
        }

        List<History> late = new ArrayList<>();
        Thread watching = Thread.ofVirtual().start(() -> {
            try {
                late.add(Follower.over(HTTP, List.of(stack.gateway(0).url()), PATIENCE)
                        .follow(id));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(PATIENCE).until(() -> streams() > 0);
        assertThat(api().post("/api/workflow/executions/" + id + "/signals/go", "")
                        .statusCode())
                .isEqualTo(202);
        assertThat(watching.join(PATIENCE)).isTrue();

        List<Frame> story = late.getFirst().frames().stream()
                .filter(frame -> frame.id() != null)
                .toList();
        assertThat(story.getFirst().isSnapshot()).isTrue();
        assertThat(story.getFirst().json().path("reason").asText()).isEqualTo("trimmed");
        long seq = story.getFirst().eventId().seq();
        assertThat(story.stream().skip(1).map(frame -> frame.eventId().seq()))
                .as("without gap or duplicate from the snapshot on")
                .containsExactlyElementsOf(
                        IntStream.range(1, story.size()).mapToObj(i -> seq + i).toList());
        assertThat(story.stream().map(Frame::event)).contains("signal.received").endsWith("workflow.completed");
    }

    /** A chain that ends with a signal and one more node. */
    private static String story() {
        String nodes = IntStream.range(0, STEPS)
                .mapToObj(i -> "{\"id\": \"n" + i + "\", \"type\": \"noop\"}")
                .collect(Collectors.joining(", "));
        String edges = IntStream.range(1, STEPS)
                .mapToObj(i -> "{\"from\": \"n" + (i - 1) + "\", \"to\": \"n" + i + "\"}")
                .collect(Collectors.joining(", "));
        return """
                {"id": "long-story",
                 "nodes": [%s, {"id": "ask", "type": "signal", "with": {"name": "go"}}, {"id": "last", "type": "noop"}],
                 "edges": [%s, {"from": "n%d", "to": "ask"}, {"from": "ask", "to": "last"}]}
                """.formatted(nodes, edges, STEPS - 1);
    }

    private static double streams() throws IOException, InterruptedException {
        return api().get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("flowcast_stream_connections"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void executorsShareABacklog() throws Exception {
        define(
                "nap",
                "{\"id\": \"nap\", \"nodes\": [{\"id\": \"nap\", \"type\": \"wait\", \"with\": {\"duration\": \"250ms\"}}]}");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12 * ROOM; i++) {
            ids.add(api().execute("nap", Map.of()));
        }

        Map<String, Integer> by = new HashMap<>();
        try (RedisCommands redis = servers.commands()) {
            for (String id : ids) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(redis.call("HGET", hash(id), "status"))
                                .isEqualTo("completed"));
                String node = (String) redis.call("HGET", hash(id), "node:nap");
                by.merge(JSON.readTree(node).path("executor").asText(), 1, Integer::sum);
            }
        }

        System.out.println("a backlog of " + ids.size() + ", by executor: " + by);
        assertThat(by).hasSize(2);
        assertThat(by.values()).allSatisfy(share -> assertThat(share).isGreaterThanOrEqualTo(ids.size() / 4));
    }

    @Test
    void everyLineOfTheLogIsOneJsonObjectThatSaysOfWhichExecutionItIs() throws Exception {
        String id = api().execute(
                        TestDefinitions.CALLING,
                        Map.of("baseUrl", stack.backend().url()));
        RedisServer redis = servers.of(id);
        redis.suspend();
        try {
            await().atMost(PATIENCE).until(() -> LINES.stream().anyMatch(line -> line.contains("commit of " + id)));
        } finally {
            redis.resume();
        }
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> api().detail(id).path("status").asText().equals("completed"));

        List<JsonNode> objects = new ArrayList<>();
        for (String line : LINES) {
            JsonNode object = JSON.readTree(line);
            assertThat(object.isObject()).as(line).isTrue();
            assertThat(object.path("timestamp").asText()).as(line).isNotEmpty();
            assertThat(object.path("level").asText()).as(line).isNotEmpty();
            assertThat(object.path("message").isTextual()).as(line).isTrue();
            objects.add(object);
        }
        assertThat(objects)
                .anySatisfy(
                        object -> assertThat(object.path("loggerName").asText()).startsWith("io.flowcast.executor"));
        JsonNode ofExecution = objects.stream()
                .filter(object -> object.path("message").asText().startsWith("commit of " + id))
                .findFirst()
                .orElseThrow();
        assertThat(ofExecution.path("mdc").path("executionId").asText()).isEqualTo(id);
        assertThat(ofExecution.path("mdc").path("traceId").asText()).matches("[0-9a-f]{32}");
        for (Service gateway : stack.gateways()) {
            assertThat(gateway.log()).isNotEmpty();
        }
    }

    private static String hash(String executionId) {
        ExecutionId id = ExecutionId.of(executionId);
        return RedisKeys.of(id).execution(id);
    }
}
