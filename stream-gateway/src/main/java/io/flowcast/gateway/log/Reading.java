package io.flowcast.gateway.log;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the log answers to a cursor: exactly what follows it, or why it cannot say. */
public sealed interface Reading {

    /**
     * The log continues the cursor.
     *
     * @param events what follows it, dense; may be empty
     * @param complete whether that is everything there was when it was read
     * @param last id of the last event of all
     * @param status of the execution
     */
    record Events(List<EventMessage> events, boolean complete, EventId last, ExecutionStatus status)
            implements Reading {}

    /**
     * It does not: a snapshot has to take the place of what is missing.
     *
     * @param first id of the first event that the log still has, where it has any
     */
    record Broken(Break why, EventId last, @Nullable EventId first, ExecutionStatus status) implements Reading {}

    /** There is no such execution (any more). */
    record Missing() implements Reading {}

    /** Redis did not answer; whether the log continues the cursor is not known. */
    record Unreachable(String detail) implements Reading {}
}
