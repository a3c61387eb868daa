package io.flowcast.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionSnapshot.Node;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By hand, event by event; that it agrees with what executors store, the tests of the engine and of the system show. */
class FoldTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Fold fold = new Fold();
    private int seq;

    @ParameterizedTest
    @ValueSource(strings = {"pending", "running", "failed"})
    void aSnapshotIsTheFoldThatBeginsWithIt(String name) throws IOException {
        ExecutionSnapshot snapshot = read("snapshots/" + name, ExecutionSnapshot.class);
        assertThat(Fold.from(snapshot).snapshot(snapshot.timestamp(), snapshot.reason()))
                .isEqualTo(snapshot);
    }

    @Test
    void anExecutionGoesThroughItsStatuses() throws IOException {
        assertThat(after("workflow.queued")).isEqualTo(ExecutionStatus.PENDING);
        assertThat(after("workflow.started-after-queue")).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(after("workflow.paused")).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(after("workflow.resumed")).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(after("execution.waiting")).isEqualTo(ExecutionStatus.WAITING);
        assertThat(after("signal.received")).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(after("workflow.failed")).isEqualTo(ExecutionStatus.FAILED);

        ExecutionSnapshot end = fold.snapshot(1, "requested");
        assertThat(end.startTime()).isEqualTo(1764000000010L);
        assertThat(end.endTime()).isEqualTo(1764000000170L);
        assertThat(end.executionTime()).isEqualTo(3210);
        assertThat(Objects.requireNonNull(end.error()).title()).isEqualTo("Rejected");
        assertThat(end.seq()).isEqualTo(7);
    }

    @Test
    void aNodeGoesThroughItsStatuses() throws IOException {
        after("workflow.started");
        after("node.started");
        assertThat(node("reserve").status()).isEqualTo(NodeStatus.RUNNING);
        after("node.completed");
        assertThat(node("reserve"))
                .extracting(Node::status, Node::startTime, Node::endTime, Node::duration, Node::executor)
                .containsExactly(NodeStatus.COMPLETED, 1764000000030L, 1764000000040L, 17L, "executor-1a2b3c");
        after("node.skipped");
        assertThat(node("reject").status()).isEqualTo(NodeStatus.SKIPPED);
        assertThat(fold.snapshot(1, "requested").nodesExecuted()).isEqualTo(List.of("reserve"));
    }

    @Test
    void eventsOfNodesThatWereNeverNamedAreTakenAsTheyAre() throws IOException {
        after("node.retrying");
        assertThat(node("charge").retryAt()).isEqualTo(1764000000400L);
        after("node.waiting-for-named-signal");
        assertThat(node("approval").signal()).isEqualTo("approved");
        after("node.progress-count");
        assertThat(node("each").progress()).isNotNull();
    }

    private ExecutionStatus after(String event) throws IOException {
        seq++;
        return fold.add(new EventId(seq, 7), read("events/" + event, Event.class))
                .status();
    }

    private Node node(String id) {
        return Objects.requireNonNull(fold.nodes().get(id));
    }

    private static <T> T read(String name, Class<T> type) throws IOException {
        try (InputStream file = FoldTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return JSON.readValue(Objects.requireNonNull(file), type);
        }
    }
}
