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
 * @param first id of the first entry, where the page does not begin with the cursor; null too where there is none
 * @param entries from the cursor's own entry on, or from the first where there is no cursor
 * @param full whether more may follow
 */
public record LogPage(
        EventId last, ExecutionStatus status, @Nullable EventId first, List<EventMessage> entries, boolean full) {}
