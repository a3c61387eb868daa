package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import java.util.List;
import java.util.Map;

/**
 * One step of an execution.
 *
 * @param previous id of the last event that this process knows to be written
 * @param fields of the hash that change; {@code status} among them moves the indexes
 * @param events at least one
 * @param consumed numbers of the intents that this step acts on
 */
public record Commit(
        ExecutionId id,
        long fence,
        EventId previous,
        Map<String, String> fields,
        List<LogEntry> events,
        After after,
        List<Long> consumed) {

    public Commit {
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a commit without an event: " + id);
        }
    }

    /** Id of the last event, once written. */
    public EventId last() {
        return new EventId(previous.seq() + events.size(), fence);
    }

    /** What becomes of the lease. */
    public sealed interface After {
        /** This process goes on. */
        record Keep() implements After {}

        /**
         * Given back: due for anybody at this time, or at once where an intent stands.
         *
         * @param dueAt epoch milliseconds of Redis' clock
         */
        record HandBack(long dueAt) implements After {}

        /** The execution has ended. */
        record End() implements After {}
    }
}
