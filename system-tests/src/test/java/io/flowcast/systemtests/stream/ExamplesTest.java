package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@code examples/README.md} tells people to try does what it says. All of it runs at once. */
class ExamplesTest {
    private static final String COMPLETED = "workflow.completed";
    private static final String FAILED = "workflow.failed";

    static final List<Example> EXAMPLES = List.of(
            new Example(
                    "google-drive-monitor",
                    Map.of(),
                    COMPLETED,
                    Set.of("process_added", "process_modified", "process_removed", "summary")),
            new Example("google-drive-monitor", Map.of("count", 0), COMPLETED, Set.of("nothing", "summary")),
            new Example("order-fulfilment", Map.of("orderId", "A-1", "total", 100), COMPLETED, Set.of("bill")),
            new Example("order-fulfilment", Map.of("orderId", "A-2", "total", 5000), FAILED, Set.of("decide")),
            new Example("order-fulfilment", Map.of("orderId", "DECLINE-1", "total", 100), COMPLETED, Set.of("release")),
            new Example("nightly-cleanup", Map.of("count", 5), COMPLETED, Set.of("delete", "tell", "done")),
            new Example("nightly-cleanup", Map.of("count", 1), COMPLETED, Set.of("tidy", "done")),
            new Example("temperature-alert", Map.of("celsius", 64), COMPLETED, Set.of("alarm")),
            new Example("temperature-alert", Map.of("celsius", 31), COMPLETED, Set.of("warning")),
            new Example("temperature-alert", Map.of(), COMPLETED, Set.of("fine")),
            new Example("temperature-alert", Map.of("ms", 3000), COMPLETED, Set.of("broken")),
            new Example("file-batch", Map.of(), COMPLETED, Set.of("each", "summary")),
            new Example("returns", Map.of("orderId", "A-1", "amount", 50), COMPLETED, Set.of("accept", "books")),
            new Example("returns", Map.of("orderId", "A-1", "amount", 500), COMPLETED, Set.of("inspect")),
            new Example("returns", Map.of("orderId", "A-1", "amount", 5000), COMPLETED, Set.of("refused")),
            new Example("slow-report", Map.of(), COMPLETED, Set.of("report")),
            new Example("signed-webhook", Map.of("orderId", "A-1"), COMPLETED, Set.of("tell", "done")),
            new Example("order-with-shipping", Map.of("orderId", "A-3"), COMPLETED, Set.of("ship", "done")),
            new Example("shipping", Map.of("orderId", "A-4"), COMPLETED, Set.of("sent")),
            new Example(
                    "approval",
                    Map.of("request", "a holiday"),
                    COMPLETED,
                    Set.of("decision", "approved"),
                    Map.of("decision", "{\"approved\":true,\"by\":\"Ann\"}")),
            new Example(
                    "approval",
                    Map.of("request", "a boat"),
                    COMPLETED,
                    Set.of("decision", "declined"),
                    Map.of("decision", "{\"approved\":false,\"by\":\"Ann\"}")),
            new Example("ten-steps", Map.of(), COMPLETED, Set.of("step_10")));

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    private static final Map<Example, CompletableFuture<History>> RUNS = new LinkedHashMap<>();

    /**
     * @param completed nodes that complete, among others
     * @param signals that are sent to it, by name
     */
    record Example(
            String workflow,
            Map<String, Object> input,
            String end,
            Set<String> completed,
            Map<String, String> signals) {

        Example(String workflow, Map<String, Object> input, String end, Set<String> completed) {
            this(workflow, input, end, completed, Map.of());
        }

        @Override
        public String toString() {
            return workflow + " with " + input;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        for (Example example : EXAMPLES) {
            Map<String, Object> input = new HashMap<>(example.input());
            input.putAll(FLOWCAST.input());
            String id = FLOWCAST.api(0).execute(example.workflow(), input);
            for (Map.Entry<String, String> signal : example.signals().entrySet()) {
                String path = "/api/workflow/executions/" + id + "/signals/" + signal.getKey();
                assertThat(FLOWCAST.api(1).post(path, signal.getValue()).statusCode())
                        .isEqualTo(202);
            }
            RUNS.put(example, FLOWCAST.follow(id, 1));
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void endsAsItsReadmeSays(Example example) throws Exception {
        History history = Objects.requireNonNull(RUNS.get(example)).join();

        FLOWCAST.assertPromisesKept(history);
        assertThat(history.events().getLast().event()).isEqualTo(example.end());
        assertThat(history.events().stream()
                        .filter(event -> event.event().equals("node.completed"))
                        .map(Frame::nodeId))
                .containsAll(example.completed());
    }

    @Test
    void noExampleIsLeftOut() {
        assertThat(TestDefinitions.examples())
                .extracting(file -> file.getFileName().toString().replace(".yaml", ""))
                .containsExactlyInAnyOrderElementsOf(
                        EXAMPLES.stream().map(Example::workflow).distinct().toList());
    }
}
