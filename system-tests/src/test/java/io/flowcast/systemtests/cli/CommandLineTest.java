package io.flowcast.systemtests.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.Balancer;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.validate.EqualToLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CommandLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @Test
    void runShowsAnExecutionToItsEndAndExitsWith0() throws Exception {
        try (Typed run = Typed.flowcast(url(), "run", TestDefinitions.MIXED, "--input", input(Map.of()), "--follow")) {
            assertThat(run.end()).as(run.err()).isZero();

            String id = run.out().getFirst().replaceAll(".*(wf_exec_\\w+).*", "$1");
            assertThat(run.out()).hasSameSizeAs(FLOWCAST.log(id));
            assertThat(run.out().getLast()).contains(" completed in ");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void aFailureIs1AndItsLinesAreTheLog() throws Exception {
        String order = input(Map.of("orderId", "A-1", "total", 5_000));
        try (Typed run = Typed.flowcast(url(), "run", "order-fulfilment", "-i", order, "--follow", "--json")) {
            assertThat(run.end()).isEqualTo(1);

            assertIsTheLog(run.out());
            assertThat(JSON.readTree(run.out().getLast())
                            .path("error")
                            .path("title")
                            .asText())
                    .isEqualTo("Rejected");
        }
    }

    @Test
    void aCancelledExecutionIs3AndAStoppedClientLeavesItsExecutionRunning() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
        try (Typed stopped = Typed.flowcast(url(), "watch", id);
                Typed watching = Typed.flowcast(url(), "watch", id)) {
            await().atMost(PATIENCE).until(() -> stopped.out().size() > 1);
            stopped.terminate();
            assertThat(stopped.end()).isEqualTo(143);
            assertThat(stopped.err()).contains("flowcast watch " + id);

            try (Typed list = Typed.flowcast(url(), "ls", "--status", "waiting", "-q")) {
                assertThat(list.end()).isZero();
                assertThat(list.out()).contains(id);
            }
            try (Typed cancel = Typed.flowcast(url(), "cancel", id)) {
                assertThat(cancel.end()).isZero();
            }
            assertThat(watching.end()).isEqualTo(3);
            assertThat(watching.out().getLast()).contains(" cancelled after ");
        }
    }

    @Test
    void aSignalIsGivenAndAWrongOneIsExplained() throws Exception {
        String id = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
        try (Typed wrong = Typed.flowcast(url(), "signal", id, "stop");
                Typed right = Typed.flowcast(url(), "signal", id, "go", "--payload", "{\"by\": \"Ann\"}");
                Typed watching = Typed.flowcast(url(), "watch", id)) {
            assertThat(wrong.end()).isEqualTo(1);
            assertThat(wrong.err()).contains("Unknown signal", "go");
            assertThat(right.end()).isZero();
            assertThat(watching.end()).isZero();
        }
    }

    @Test
    void aLineThatMakesNoSenseIs2AndAServerThatIsNotThereIs4() throws Exception {
        try (Typed usage = Typed.flowcast(url(), "run");
                Typed unreachable = Typed.flowcast("http://127.0.0.1:1", "ls")) {
            assertThat(usage.end()).isEqualTo(2);
            assertThat(unreachable.end()).isEqualTo(4);
            assertThat(unreachable.err()).contains("http://127.0.0.1:1");
        }
    }

    @Test
    void aGatewayThatIsKilledUnderItCostsNoLineAndRepeatsNone() throws Exception {
        List<Service> gateways = FLOWCAST.stack().gateways();
        try (Balancer balancer = Balancer.tcp(gateways)) {
            await().atMost(PATIENCE).until(balancer::usesAll);
            // The first connection goes to the first gateway, and the stream goes over it.
            String url = "http://127.0.0.1:" + balancer.address().getPort();
            followWhileItIsKilled(gateways.getFirst(), url);
        }
    }

    private static void followWhileItIsKilled(Service gateway, String url) throws Exception {
        String[] arguments = {"run", TestDefinitions.CALLING, "--input", input(Map.of()), "--follow", "--json"};
        try (Typed run = Typed.flowcast(url, arguments)) {
            await().atMost(PATIENCE).until(() -> run.out().size() > 3);
            gateway.kill();

            assertThat(run.end()).as(run.err()).isZero();
            assertThat(run.err()).contains("connection lost");
            assertIsTheLog(run.out());
        }
    }

    @Test
    void aTerminalShowsTheGraph() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/script")) && Files.isDirectory(Path.of("/proc/self")))
                .as("script of util-linux")
                .isTrue();
        String[] arguments = {"run", TestDefinitions.MIXED, "--input", input(Map.of()), "--follow"};
        try (Typed run = Typed.onATerminal(url(), 30, 100, arguments);
                Typed small = Typed.onATerminal(url(), 6, 60, arguments)) {
            assertThat(run.end()).isZero();
            // The cursor is hidden while it draws.
            assertThat(transcript(run))
                    .contains("\033[?25l", "├─ ", "completed")
                    .endsWith("\033[?25h");
            assertThat(small.end()).isZero();
            assertThat(transcript(small)).contains("more: ").doesNotContain("├─ ");
        }
    }

    @Test
    void aTerminalIsRedrawnInPlace() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/script")) && Files.isDirectory(Path.of("/proc/self")))
                .as("script of util-linux")
                .isTrue();
        String id = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
        try (Typed watching = Typed.onATerminal(url(), 30, 100, "watch", id)) {
            await().atMost(PATIENCE).until(() -> transcript(watching).contains("waits for the signal go"));
            FLOWCAST.api(0).post("/api/workflow/executions/" + id + "/signals/go", "{}");

            assertThat(watching.end()).isZero();
            String transcript = transcript(watching);
            String last = transcript.substring(transcript.lastIndexOf("\033[?2026h"));
            // Two lines up: the head and the one node.
            assertThat(last).contains("\033[2F", "completed");
        }
    }

    private static String transcript(Typed typed) {
        return String.join("\n", typed.out());
    }

    private static void assertIsTheLog(List<String> lines) throws Exception {
        JsonNode first = JSON.readTree(lines.getFirst());
        List<EqualToLog.Entry> log = FLOWCAST.log(first.path("executionId").asText());
        assertThat(lines)
                .containsExactlyElementsOf(
                        log.stream().map(EqualToLog.Entry::data).toList());
    }

    private static String url() {
        return FLOWCAST.stack().gateway(0).url();
    }

    private static String input(Map<String, ?> more) throws Exception {
        Map<String, Object> input = new LinkedHashMap<>(FLOWCAST.input());
        input.putAll(more);
        return JSON.writeValueAsString(input);
    }
}
