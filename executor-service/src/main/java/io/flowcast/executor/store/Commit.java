package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.executor.intent.Notice;
import java.util.List;
import java.util.Map;

/**
 * One step of an execution.
 *
 * @param previous id of the last event that this process knows to be written
 * @param fields of the hash that change; {@code status} among them moves the indexes, and is a terminal one exactly where
 *     {@code after} is {@link After.End}
 * @param events at least one; none where nothing changes but the intents that stand and the lease
 * @param consumed numbers of the intents that this step acts on
 * @param notices to other executions of the same partition
 */
public record Commit(
        ExecutionId id,
        long fence,
        EventId previous,
        Map<String, String> fields,
        List<LogEntry> events,
        After after,
        List<Long> consumed,
        List<Notice> notices) {

    public Commit {
        if (events.isEmpty() && !(fields.isEmpty() && notices.isEmpty())) {
            // Repeated it must do nothing more, and what is told by no event must not change.
            throw new IllegalArgumentException("a commit that changes something without an event: " + id);
        }
        boolean terminal = ExecutionStatus.parse(fields.getOrDefault(ExecutionFields.STATUS, ""))
                .map(ExecutionStatus::terminal)
                .orElse(false);
        if (terminal != after instanceof After.End) {
            // Not ended and held by nobody who is there, it would be taken over again and again.
            throw new IllegalArgumentException("a commit must end " + id + " both by its status and by its lease");
        }
    }

    /** Id of the last event, once written. */
    public EventId last() {
        return events.isEmpty() ? previous : new EventId(previous.seq() + events.size(), fence);
    }

    /** What becomes of the lease. */
    public sealed interface After {
        /** This process goes on. */
        record Keep() implements After {}

        /**
         * Given back: due for anybody at this time, or at once where an intent stands.
         *
         * @param dueAt epoch milliseconds of Redis' clock; {@link #NEVER} where only an intent can wake it
         */
        record HandBack(long dueAt) implements After {
            public static final long NEVER = Long.MAX_VALUE;
        }

        /** The execution has ended. */
        record End() implements After {}
    }
}
