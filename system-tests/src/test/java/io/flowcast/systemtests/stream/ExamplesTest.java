package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code examples/README.md} tells people to try does what it says. */
class ExamplesTest {

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.of(settings -> settings.gateways(2)
            .definitions(Path.of("../examples").toAbsolutePath().normalize()));

    @ParameterizedTest(name = "{0} with {1}")
    @MethodSource("examples")
    void endsAsItsReadmeSays(String workflow, Map<String, Object> input, String end, List<String> completed)
            throws Exception {
        Map<String, Object> whole = new HashMap<>(input);
        whole.put("baseUrl", FLOWCAST.stack().backend().url());

        History history = FLOWCAST.follower(1).follow(FLOWCAST.api(0).execute(workflow, whole));

        FLOWCAST.assertPromisesKept(history);
        assertThat(history.events().getLast().event()).isEqualTo(end);
        assertThat(history.events().stream()
                        .filter(event -> event.event().equals("node.completed"))
                        .map(Frame::data))
                .satisfies(data -> completed.forEach(node ->
                        assertThat(data).as(node).anyMatch(json -> json.contains("\"nodeId\":\"" + node + "\""))));
    }

    static List<Arguments> examples() {
        String completed = "workflow.completed";
        String failed = "workflow.failed";
        return List.of(
                Arguments.of(
                        "google-drive-monitor",
                        Map.of(),
                        completed,
                        List.of("process_added", "process_modified", "process_removed", "summary")),
                Arguments.of("google-drive-monitor", Map.of("count", 0), completed, List.of("nothing", "summary")),
                Arguments.of("order-fulfilment", Map.of("orderId", "A-1", "total", 100), completed, List.of("bill")),
                Arguments.of("order-fulfilment", Map.of("orderId", "A-2", "total", 5000), failed, List.of("decide")),
                Arguments.of(
                        "order-fulfilment",
                        Map.of("orderId", "DECLINE-1", "total", 100),
                        completed,
                        List.of("release")),
                Arguments.of("nightly-cleanup", Map.of("count", 5), completed, List.of("delete", "tell", "done")),
                Arguments.of("nightly-cleanup", Map.of("count", 1), completed, List.of("tidy", "done")),
                Arguments.of("temperature-alert", Map.of("celsius", 64), completed, List.of("alarm")),
                Arguments.of("temperature-alert", Map.of("celsius", 31), completed, List.of("warning")),
                Arguments.of("temperature-alert", Map.of(), completed, List.of("fine")),
                Arguments.of("temperature-alert", Map.of("ms", 3000), completed, List.of("broken")),
                Arguments.of("slow-report", Map.of(), completed, List.of("report")),
                Arguments.of("ten-steps", Map.of(), completed, List.of("step_10")));
    }
}
