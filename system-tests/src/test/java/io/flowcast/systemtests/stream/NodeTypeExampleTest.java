package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.StartFailure;
import io.flowcast.stack.service.Program;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.NodeTypeJar;
import io.flowcast.systemtests.harness.RedisServers;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code examples/checksum-node} and {@code docs/extending.md} promise: the jar in a folder, and a real executor. */
class NodeTypeExampleTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String HOME = System.getProperty("flowcast.home", "..");
    private static final Path EXAMPLE = Path.of(HOME, "examples/checksum-node");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    private static RedisServers servers;
    private static Stack stack;
    private static FlowcastApi api;

    @BeforeAll
    static void start() throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        Files.writeString(files.resolve("abc.txt"), "abc");
        Files.write(files.resolve("large.bin"), new byte[10_000_000]);
        servers = RedisServers.chosen();
        stack = servers.start(settings(servers.settings(), nodeTypes("node-types"))
                .property(ServiceKind.EXECUTOR, "checksum.folder", files.toString()));
        api = new FlowcastApi(HTTP, stack.gateway(0).url());
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

    @Test
    void theListNamesTheTypeItsSchemaAndItsJarWhicheverGatewayIsAsked() throws Exception {
        HttpResponse<String> answer = api.get("/api/workflow/node-types");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode checksum = type(answer.body(), "checksum");
        assertThat(checksum.path("source").asText()).isEqualTo("checksum-node-0.1.0.jar");
        assertThat(checksum.path("description").asText()).startsWith("Gives the checksum");
        assertThat(checksum.at("/settings/required/0").asText()).isEqualTo("path");
        assertThat(type(answer.body(), "http").path("source").asText()).isEqualTo("built-in");

        HttpRequest again = HttpRequest.newBuilder(stack.gateway(0).uri("/api/workflow/node-types"))
                .header("If-None-Match", answer.headers().firstValue("ETag").orElseThrow())
                .build();
        assertThat(HTTP.send(again, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
    }

    @Test
    void aWorkflowThatUsesItRunsLogsAndTellsItsProgress() throws Exception {
        History history = run(Map.of("path", "abc.txt", "expected", ABC));

        assertThat(history.events()).extracting(Frame::event).contains("node.progress", "node.log");
        assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
        JsonNode detail = api.detail(history.executionId());
        assertThat(detail.at("/output/checksum").asText()).isEqualTo(ABC);
    }

    @Test
    void whatItRefusesTakesTheErrorEdge() throws Exception {
        History history = run(Map.of("path", "abc.txt", "expected", "00"));

        assertThat(history.events().stream()
                        .filter(event -> event.event().equals("node.completed"))
                        .map(Frame::nodeId))
                .containsExactly("quarantine");
    }

    @Test
    void settingsThatItsSchemaForbidsAreRefusedWithThePlaceAtFault() throws Exception {
        HttpResponse<String> answer = api.post("/api/workflow/definitions/validate", """
                {"id": "x", "name": "X", "nodes": [{"id": "a", "type": "checksum", "with": {"algorithm": "CRC"}}]}""");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("MD5, SHA-1, SHA-256, SHA-512", "'path' is missing");
    }

    @Test
    void cancellingStopsItWhereItStands() throws Exception {
        String id =
                api.execute("verify-download", Map.of("path", "large.bin", "expected", ABC, "bytesPerSecond", 20_000));
        await().atMost(PATIENCE)
                .until(() -> api.get("/api/workflow/executions/" + id + "/events")
                        .body()
                        .contains("node.progress"));

        assertThat(api.post("/api/workflow/executions/" + id + "/cancel", "").statusCode())
                .isEqualTo(202);

        History history = follow(id).join();
        assertThat(history.events().getLast().event()).isEqualTo("workflow.cancelled");
        // The thread is free again: nobody computes what nobody wants.
        await().atMost(PATIENCE).until(() -> metric("flowcast_node_types_threads") == 0);
        assertThat(metric("flowcast_node_types_abandoned")).isZero();
    }

    @Test
    void aTypeWithTheNameOfAnotherIsRefusedWithASentence() throws IOException {
        Path mine = nodeTypes("same-name");
        NodeTypeJar.write(mine.resolve("acme.jar"), "AcmeNode", "checksum", "");

        assertThatThrownBy(() -> settings(Stack.settings(), mine).start())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("two node types are called checksum")
                .hasMessageContaining("AcmeNode (acme.jar)")
                .hasMessageContaining("ChecksumNode (checksum-node-0.1.0.jar)");
    }

    @Test
    void aTypeThatAsksForWhatIsNotThereIsRefusedWithASentence() throws IOException {
        Path mine = nodeTypes("unsatisfied");
        NodeTypeJar.write(mine.resolve("acme.jar"), "AcmeNode", "acme", "java.util.function.IntSupplier missing");

        assertThatThrownBy(() -> settings(Stack.settings(), mine).start())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cannot be built into an executor")
                .hasMessageContaining("Unsatisfied dependency")
                .hasMessageContaining("AcmeNode");
    }

    @Test
    void anExecutorThatWasNotBuiltWithAJarBesideItDoesNotStart() throws IOException {
        Path jar = NodeTypeJar.write(folder.resolve("acme.jar"), "AcmeNode", "acme", "");
        Path executor = folder.resolve("executor");
        Path built = Path.of(HOME, "executor-service/target/extensible");
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.filter(file -> !file.startsWith(built.resolve("lib/deployment")))
                    .toList()) {
                Files.copy(file, executor.resolve(built.relativize(file)));
            }
        }
        Files.copy(jar, executor.resolve("node-types/acme.jar"));
        Service.Launch launch = new Service.Launch(
                "forgotten",
                Program.jar(executor.resolve("quarkus-run.jar")),
                List.of(),
                List.of("-Xmx256m"),
                Map.of("quarkus.http.host", "127.0.0.1"),
                Map.of("REDIS_URL", stack.redisUrl()),
                folder);

        try (Service service =
                Service.start(launch, 0, new Service.Limits(PATIENCE, Duration.ofSeconds(5)), LogSink.NONE)) {
            assertThatThrownBy(service::awaitReady)
                    .hasMessageContaining("acme.jar is not built into this executor: run java");
        }
    }

    private static StackSettings settings(StackSettings settings, Path nodeTypes) {
        return settings.gateways(1).definitions(EXAMPLE.resolve("workflows")).nodeTypes(nodeTypes);
    }

    private static Path nodeTypes(String name) throws IOException {
        Path nodeTypes = Files.createDirectory(folder.resolve(name));
        Files.copy(jar(), nodeTypes.resolve(jar().getFileName()));
        return nodeTypes;
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLE.resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static History run(Map<String, ?> input) throws Exception {
        return follow(api.execute("verify-download", input)).join();
    }

    private static CompletableFuture<History> follow(String id) {
        CompletableFuture<History> history = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                history.complete(Follower.over(HTTP, List.of(stack.gateway(0).url()), PATIENCE)
                        .follow(id));
            } catch (InterruptedException | RuntimeException e) {
                history.completeExceptionally(e);
            }
        });
        return history;
    }

    private static double metric(String name) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(stack.executor(0).uri("/q/metrics")).build();
        return HTTP.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name) && !line.startsWith("#"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static JsonNode type(String list, String name) throws IOException {
        for (JsonNode type : new ObjectMapper().readTree(list).path("nodeTypes")) {
            if (type.path("type").asText().equals(name)) {
                return type;
            }
        }
        throw new AssertionError("no type " + name + " in " + list);
    }
}
