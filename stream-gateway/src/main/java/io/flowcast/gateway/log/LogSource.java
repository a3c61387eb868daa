package io.flowcast.gateway.log;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionSnapshot;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs and states, from the primary only. Every method answers exactly once, within a bound of time, on the event
 * loop that asked; a source out of reach is an answer, not an exception.
 */
public interface LogSource {

    /**
     * What follows a cursor, one page of it; atomic with the state beside it.
     *
     * @param after the cursor; null for the beginning
     */
    void read(ExecutionId id, @Nullable EventId after, Consumer<Reading> answer);

    /** The state at one event, atomic in itself. */
    void snapshot(ExecutionId id, String reason, Consumer<StateReading> answer);

    /** The id of the last event of each, in order; many in one go, not atomic together. */
    void tails(List<ExecutionId> ids, Consumer<TailReading> answer);

    /** What {@link #snapshot} gives. */
    sealed interface StateReading {
        /**
         * Found.
         *
         * @param json the snapshot as the data line of its frame
         */
        record State(ExecutionSnapshot snapshot, String json) implements StateReading {}

        record Missing() implements StateReading {}

        record Unreachable(String detail) implements StateReading {}
    }

    /** What {@link #tails} gives. */
    sealed interface TailReading {
        /**
         * Answered.
         *
         * @param last one an execution, null where there is none (any more)
         */
        record Tails(List<@Nullable EventId> last) implements TailReading {}

        record Unreachable(String detail) implements TailReading {}
    }
}
