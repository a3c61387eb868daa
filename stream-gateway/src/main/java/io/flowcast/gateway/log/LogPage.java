package io.flowcast.gateway.log;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of a log, read in one atomic step with the state beside it.
 *
 * @param last id of the last event, as the state has it
 * @param status of the execution
 * @param first id of the first event in the log, where no entry of it ends with the cursor; null too where there is none
 * @param entries the events from the cursor's own on, or from the first where there is no cursor
 * @param full whether more may follow
 */
public record LogPage(
        EventId last, ExecutionStatus status, @Nullable EventId first, List<EventMessage> entries, boolean full) {}
