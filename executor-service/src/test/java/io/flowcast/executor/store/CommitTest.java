package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.END;
import static io.flowcast.executor.store.Samples.KEEP;
import static io.flowcast.executor.store.Samples.events;
import static io.flowcast.executor.store.Samples.id;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.events.EventId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommitTest {

    @Test
    void changesNothingWithoutAnEvent() {
        assertThatThrownBy(() -> commit(Map.of("node:a", "{}"), List.of(), KEEP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without an event");
    }

    @Test
    void endsByItsStatusAndByItsLeaseOrByNeither() {
        assertThatThrownBy(() -> commit(Map.of("status", "running"), events("node.started"), END))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> commit(Map.of("status", "failed"), events("workflow.failed"), KEEP))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Commit commit(Map<String, String> fields, List<LogEntry> events, Commit.After after) {
        return new Commit(id(), 1, new EventId(1, 1), fields, events, after, List.of(), List.of());
    }
}
