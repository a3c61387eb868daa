package io.flowcast.systemtests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What changes executions and definitions, against real services. */
class EveryCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            # Ask Ann before you change it.
            id: typed
            nodes:
              - {id: only, type: noop}   # nothing to do yet
            """;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @TempDir
    private Path folder;

    @Test
    void aDefinitionIsCheckedPutListedAndShownAsItWasWritten() throws Exception {
        String file = file("typed.yaml", DEFINITION);
        String wrong = file("wrong.yaml", DEFINITION.replace("noop", "nope"));

        assertThat(done("definitions", "validate", file)).containsExactly(file + ": typed is valid: 1 nodes, 0 edges");
        try (Typed checked = Typed.flowcast(url(), "definitions", "validate", file, wrong)) {
            assertThat(checked.end()).isEqualTo(1);
            assertThat(checked.out()).anyMatch(line -> line.startsWith(wrong + ":4:22: error: there is no node type"));
        }
        try (Typed refused = Typed.flowcast(url(), "definitions", "put", wrong)) {
            assertThat(refused.end()).isEqualTo(1);
        }
        assertThat(done("definitions", "put", file, "--create")).containsExactly("typed v1 stored");
        try (Typed again = Typed.flowcast(
                url(), "definitions", "put", file("changed.yaml", DEFINITION.replace("only", "other")), "--create")) {
            assertThat(again.end()).isEqualTo(1);
            assertThat(again.err()).contains("Precondition failed");
        }
        assertThat(done("definitions", "ls")).anyMatch(line -> line.matches("typed +1 .*"));
        assertThat(String.join("\n", done("definitions", "get", "typed")) + "\n")
                .isEqualTo(DEFINITION);
        assertThat(done("definitions", "get", "typed", "--json").getFirst())
                .contains("\"definition\":{\"id\":\"typed\"");
        assertThat(FLOWCAST.api(0).delete("/api/workflow/definitions/typed").statusCode())
                .isEqualTo(204);
    }

    @Test
    void anExecutionIsPausedResumedSignalledOnceRunAgainAndRetried() throws Exception {
        String id = done("run", TestDefinitions.ASKING).getFirst();
        assertThat(done("pause", id).getFirst()).startsWith(id);
        await().atMost(PATIENCE).until(() -> status(id).equals("paused"));
        assertThat(done("resume", id).getFirst()).startsWith(id);
        await().atMost(PATIENCE).until(() -> status(id).equals("waiting"));

        for (int sent = 1; sent <= 2; sent++) {
            assertThat(done("signal", id, "go", "--payload", "{\"by\": \"Ann\"}", "--idempotency-key", "once"))
                    .containsExactly(id + " go received");
        }
        assertThat(done("watch", id).getLast()).contains(" completed ");

        String again = done("rerun", id).getFirst();
        assertThat(again).startsWith("wf_exec_").isNotEqualTo(id);
        assertThat(done("cancel", again)).hasSize(1);
        await().atMost(PATIENCE).until(() -> status(again).equals("cancelled"));
        String retried = done("retry", again).getFirst();
        assertThat(done("retry", again)).as("there is one retry of each").containsExactly(retried);
        assertThat(FLOWCAST.api(0).detail(retried).path("retryOf").asText()).isEqualTo(again);
        assertThat(done("cancel", retried)).hasSize(1);
    }

    @Test
    void watchingGoesOnThroughARestartOfTheGatewayAndRepeatsNoLine() throws Exception {
        Service gateway = FLOWCAST.stack().gateway(0);
        String id = FLOWCAST.api(1).execute(TestDefinitions.CALLING, FLOWCAST.input());
        try (Typed watching = Typed.flowcast(url(), "watch", id, "--json")) {
            await().atMost(PATIENCE).until(() -> watching.out().size() > 3);
            gateway.kill();
            gateway.restart();

            assertThat(watching.end()).as(watching.err()).isZero();
            assertThat(watching.err()).contains("connection lost", "goes on after event");
            assertThat(watching.out())
                    .containsExactlyElementsOf(FLOWCAST.log(id).stream()
                            .map(EqualToLog.Entry::data)
                            .toList());
        }
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static String status(String id) throws Exception {
        return FLOWCAST.api(0).detail(id).path("status").asText();
    }

    /** What a command prints that does what it should. */
    private static List<String> done(String... arguments) throws InterruptedException {
        try (Typed typed = Typed.flowcast(url(), arguments)) {
            assertThat(typed.end()).as(typed.err()).isZero();
            return typed.out();
        }
    }

    private static String url() {
        return FLOWCAST.stack().gateway(0).url();
    }
}
