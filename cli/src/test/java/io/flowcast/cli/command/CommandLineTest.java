package io.flowcast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.flowcast.cli.view.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What was typed, what was asked of the server, what was shown. */
class CommandLineTest {
    private record Asked(String method, String target, String body, String key, String authorization) {}

    private record Ended(int status, String out, String err) {}

    private static final String ID = "wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ";

    private HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private int status = 202;
    private String answer = "{\"executionId\":\"" + ID + "\",\"status\":\"running\"}";

    @TempDir
    Path folder;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void runPrintsTheIdAndSendsTheInputAsItWasWritten() {
        Ended ended = flowcast(
                "run", "order", "--input", "{\"n\": 1.10, \"big\": 12345678901234567890123}", "--version", "3");

        assertThat(ended).isEqualTo(new Ended(0, ID + "\n", ""));
        assertThat(asked).singleElement().satisfies(run -> {
            assertThat(run.target()).isEqualTo("/base/api/workflow/execute");
            assertThat(run.body())
                    .isEqualTo("{\"workflowId\":\"order\",\"input\":{\"n\": 1.10, \"big\":"
                            + " 12345678901234567890123},\"version\":3}");
            assertThat(run.key()).isNotBlank();
        });
    }

    @Test
    void inputsCanLieInFiles() throws IOException {
        Path file = Files.writeString(folder.resolve("in.json"), "[1]");

        assertThat(flowcast("run", "w", "-i", "@" + file, "--idempotency-key", "k")
                        .status())
                .isZero();
        assertThat(asked.getFirst().body()).isEqualTo("{\"workflowId\":\"w\",\"input\":[1]}");
        assertThat(asked.getFirst().key()).isEqualTo("k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "runn",
                "run",
                "run a b",
                "run w --input {",
                "run w --input {}{}",
                "run w --input @/no/such/file",
                "ls --status over",
                "ls --limit 0",
                "signal " + ID,
                "definitions",
                "definitions put /no/such/file",
                "ls --url localhost:8080",
                "ls --token-file /no/such/file",
                "completion fish"
            })
    void whatMakesNoSenseIsStatus2AndNothingIsSent(String line) {
        Ended ended = flowcast(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("flowcast: ").contains("--help");
        assertThat(asked).isEmpty();
    }

    @Test
    void problemsAreSentences() {
        status = 422;
        answer = "{\"type\":\"invalid-input\",\"title\":\"Invalid input\",\"status\":422,\"detail\":\"it does not"
                + " match\",\"errors\":[{\"pointer\":\"/input\",\"detail\":\"the field 'a' is missing\"}]}";

        assertThat(flowcast("run", "w")).isEqualTo(new Ended(1, "", """
            flowcast: Invalid input: it does not match
            flowcast:   /input: the field 'a' is missing
            """));
    }

    @Test
    void aServerThatIsNotThereIsStatus4() {
        server.stop(0);

        Ended ended = flowcast("get", ID);

        assertThat(ended.status()).isEqualTo(4);
        assertThat(ended.err())
                .contains("cannot reach Flowcast at http://127.0.0.1:")
                .contains("/base: ");
    }

    @Test
    void commandsForSeveralGiveTheWorstStatus() {
        assertThat(flowcast("cancel", "a", "b").out()).hasLineCount(2);
        assertThat(asked)
                .extracting(Asked::target)
                .containsExactly("/base/api/workflow/executions/a/cancel", "/base/api/workflow/executions/b/cancel");
        status = 409;
        assertThat(flowcast("pause", "a", "b").status()).isEqualTo(1);
    }

    @Test
    void theTokenComesFromTheEnvironmentOrAFileAndIsNeverShown() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "geheim\n");
        assertThat(flowcast("ls", "--token-file", file.toString(), "--json").status())
                .isZero();
        assertThat(run(Map.of("FLOWCAST_TOKEN", "auch-geheim"), "ls").status()).isZero();
        assertThat(asked).extracting(Asked::authorization).containsExactly("Bearer geheim", "Bearer auch-geheim");

        status = 401;
        answer = "{\"title\":\"Unauthorized\"}";
        Ended refused = run(Map.of("FLOWCAST_TOKEN", "auch-geheim"), "get", ID);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("FLOWCAST_TOKEN").doesNotContain("geheim");
    }

    @Test
    void listsAreReadPageByPageUpToTheLimit() {
        answer = "{\"executions\":[{\"executionId\":\"" + ID + "\"}],\"nextCursor\":\"a b\"}";

        assertThat(flowcast("ls", "-q", "--limit", "3", "--status", "failed", "--workflow", "w")
                        .out())
                .isEqualTo((ID + "\n").repeat(3));
        assertThat(asked)
                .extracting(Asked::target)
                .containsExactly(
                        "/base/api/workflow/executions?limit=3&status=failed&workflowId=w",
                        "/base/api/workflow/executions?limit=2&status=failed&workflowId=w&cursor=a%20b",
                        "/base/api/workflow/executions?limit=1&status=failed&workflowId=w&cursor=a%20b");
    }

    @Test
    void mistakesOfADefinitionAreShownWhereTheyAre() throws IOException {
        Path file = Files.writeString(folder.resolve("w.yaml"), "id: w\nnodes:\n\t- {id: 拒, type: htp}\n");
        status = 422;
        answer =
                "{\"title\":\"Invalid definition\",\"errors\":[{\"pointer\":\"/nodes/0/type\",\"line\":3,\"column\":19,"
                        + "\"detail\":\"there is no node type 'htp'\"},{\"detail\":\"a cycle: a, b, a\"}]}";

        assertThat(flowcast("definitions", "put", file.toString())).isEqualTo(new Ended(1, """
            %1$s:3:19: error: there is no node type 'htp'
                3 |  - {id: 拒, type: htp}
                  |                    ^
            %1$s: error: a cycle: a, b, a
            """.formatted(file), ""));
        assertThat(asked)
                .singleElement()
                .extracting(Asked::target)
                .isEqualTo("/base/api/workflow/definitions/validate");
    }

    @Test
    void everyCommandHasHelpWithExamplesOnStandardOutput() {
        CommandLine program = Flowcast.commandLine(new Output(System.out, System.err, false, false, true), Map.of());
        for (CommandLine command : program.getSubcommands().values()) {
            String name = command.getCommandName();
            Ended ended = flowcast(name, "--help");
            assertThat(ended.status()).as(name).isZero();
            assertThat(ended.out()).contains("Usage: flowcast " + name, "Examples:", "--url");
            for (String inner : command.getSubcommands().keySet()) {
                assertThat(flowcast(name, inner, "--help").out()).contains("Examples:");
            }
        }
    }

    @Test
    void completionKnowsCommandsOptionsAndTheLaunchersOwn() {
        assertThat(flowcast("completion", "bash").out())
                .contains("definitions", "--follow", "--token-file", "bench", "complete -F _complete_flowcast");
    }

    private Ended flowcast(String... arguments) {
        return run(Map.of(), arguments);
    }

    private Ended run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Output output = new Output(stream(out), stream(err), false, false, true);
        Map<String, String> all = new HashMap<>(environment);
        all.put("FLOWCAST_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/base/");
        int exit = Flowcast.commandLine(output, all).execute(arguments);
        assertThat(output.flush()).isTrue();
        return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, false, StandardCharsets.UTF_8);
    }
}
