package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Notice;
import java.util.List;
import java.util.Map;

/**
 * All that the owner of an execution knows of it.
 *
 * @param fields the whole hash, without {@code lastId}, {@code fence} and {@code executor}; intents among them are written
 *     only where the execution is written anew
 * @param notices what those events asked of other executions, which may have been lost with them
 * @param tail the last events, without a gap, at least from the one after the stored last one
 * @param mayRecreate whether an execution that is gone altogether is written anew
 */
public record Restoration(
        ExecutionId id,
        long fence,
        Map<String, String> fields,
        List<Notice> notices,
        List<Tail> tail,
        boolean mayRecreate) {

    public Restoration {
        if (tail.isEmpty()) {
            throw new IllegalArgumentException("a restoration without an event: " + id);
        }
    }

    /** One of the last events, in order, with the id under which it was acknowledged. */
    public record Tail(EventId id, LogEntry entry) {}
}
