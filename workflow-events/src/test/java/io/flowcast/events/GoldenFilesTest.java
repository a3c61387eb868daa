package io.flowcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The golden files pin the JSON form of everything that crosses a process boundary: changes only add. */
class GoldenFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> everyFormReadsAndWritesBackEqual() {
        return Stream.of(
                        forms("events", Event.class),
                        forms("snapshots", ExecutionSnapshot.class),
                        forms("problems", Problem.class),
                        forms("nodes", NodeState.class),
                        forms("triggers", TriggerState.class),
                        forms("definitions", DefinitionSummary.class, "summary"),
                        forms("definitions", StoredDefinition.class, "stored"))
                .flatMap(tests -> tests);
    }

    @Test
    void everyTypeOfEventHasAGoldenFile() {
        Set<String> types =
                files("events").map(file -> read(file, Event.class).type()).collect(Collectors.toSet());
        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(EventType.values()).map(EventType::wire).toList());
    }

    @Test
    void onlyTheLastEventsAreTerminal() {
        assertThat(files("events")
                        .map(file -> read(file, Event.class))
                        .filter(Event::terminal)
                        .map(Event::type)
                        .distinct())
                .containsExactlyInAnyOrder("workflow.completed", "workflow.failed", "workflow.cancelled");
    }

    @Test
    void fieldsThatAReaderDoesNotKnowAreTolerated() throws IOException {
        for (Path file : files("events").toList()) {
            ObjectNode later = (ObjectNode) JSON.readTree(file.toFile());
            later.putObject("addedLater").put("deep", true);
            assertThat(JSON.treeToValue(later, Event.class)).isEqualTo(read(file, Event.class));
        }
        String node = "{\"status\":\"pending\",\"addedLater\":1}";
        assertThat(JSON.readValue(node, NodeState.class)).isEqualTo(NodeState.PENDING);
        assertThat(JSON.readValue("{\"type\":\"t\",\"title\":\"T\",\"addedLater\":[]}", Problem.class))
                .isEqualTo(Problem.node("t", "T", null));
    }

    @Test
    void typesThatAReaderDoesNotKnowAreTolerated() throws IOException {
        String later = "{\"type\":\"node.teleported\",\"executionId\":\"wf_exec_0_01ARZ3NDEKTSV4RRFFQ69G5FAV\","
                + "\"seq\":4,\"timestamp\":5}";
        Event event = JSON.readValue(later, Event.class);
        assertThat(EventType.parse(event.type())).isEmpty();
        assertThat(event.terminal()).isFalse();
        assertThat(JSON.writeValueAsString(event)).isEqualTo(later);
    }

    private static <T> Stream<DynamicTest> forms(String folder, Class<T> type) {
        return forms(folder, type, "");
    }

    private static <T> Stream<DynamicTest> forms(String folder, Class<T> type, String prefix) {
        return files(folder)
                .filter(file -> file.getFileName().toString().startsWith(prefix))
                .map(file -> DynamicTest.dynamicTest(folder + "/" + file.getFileName(), () -> {
                    T value = read(file, type);
                    assertThat(JSON.writeValueAsString(value) + "\n").isEqualTo(Files.readString(file));
                    assertThat(JSON.readValue(JSON.writeValueAsString(value), type))
                            .isEqualTo(value);
                }));
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return JSON.readValue(file.toFile(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static Stream<Path> files(String folder) {
        try {
            Path path = Path.of(Objects.requireNonNull(GoldenFilesTest.class.getResource("/golden/" + folder))
                    .toURI());
            try (Stream<Path> files = Files.list(path)) {
                return files.sorted().toList().stream();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
