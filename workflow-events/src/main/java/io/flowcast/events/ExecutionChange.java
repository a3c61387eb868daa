package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * An execution appeared or changed its status: what a list has to show of it now.
 *
 * @param type {@link StreamEvents#CHANGED}
 * @param previous the status before; absent where the execution is new
 * @param startTime epoch milliseconds, as are the other times
 * @param executionTime milliseconds from the start to the end
 * @param lastEventId of the last event with this change; what a list says at a later one is newer
 * @param timestamp of the change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"type", "executionId"})
public record ExecutionChange(
        String type,
        ExecutionId executionId,
        String workflowId,
        @Nullable String workflowName,
        @Nullable Integer version,
        ExecutionStatus status,
        @Nullable ExecutionStatus previous,
        @Nullable Long startTime,
        @Nullable Long endTime,
        @Nullable Long executionTime,
        EventId lastEventId,
        long timestamp) {}
