package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of an execution's log: the {@code data} of an SSE frame. Every event has the first four; the others stand
 * where they apply. Fields and types that a reader does not know are to be ignored: changes only add.
 *
 * @param type see {@link EventType}
 * @param seq dense within the execution, from 1
 * @param timestamp epoch milliseconds of Redis' clock
 * @param workflowId of {@code workflow.queued} and {@code workflow.started}, as are the next two
 * @param version of the definition that this execution runs
 * @param nextNodeId the first of {@code nextNodeIds}
 * @param nextNodeIds the targets of the edges that were taken when the node ended
 * @param duration of the node, whole milliseconds since its first start
 * @param attempt from 1
 * @param until epoch milliseconds at which a wait ends
 * @param retryAt epoch milliseconds at which the next attempt starts
 * @param executor the process that runs it: its name changes at each start
 * @param fence of {@code execution.claimed}: the new lease
 * @param reason why, of a node that was cancelled or skipped
 * @param message of {@code node.log}
 * @param executionTime of terminal events: whole milliseconds since the first event
 * @param signal the name of the signal that a node waits for, or that was received
 * @param childId the execution that a node started and waits for
 * @param parentId of the first event: the execution of which a node started this one
 * @param retryOf of the first event: the execution that this one retries
 * @param rerunOf of the first event: the execution that this one runs once more
 * @param reused whether the node ended in the execution that this one retries, and was taken over from there
 * @param progress of {@code node.progress}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"type", "executionId", "seq", "timestamp"})
public record Event(
        String type,
        ExecutionId executionId,
        long seq,
        long timestamp,
        @Nullable String workflowId,
        @Nullable String workflowName,
        @Nullable Integer version,
        @Nullable String nodeId,
        @Nullable String nextNodeId,
        @Nullable List<String> nextNodeIds,
        @Nullable Long duration,
        @Nullable Integer attempt,
        @Nullable Long until,
        @Nullable Long retryAt,
        @Nullable Problem error,
        @Nullable String executor,
        @Nullable Long fence,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Long executionTime,
        @Nullable String signal,
        @Nullable ExecutionId childId,
        @Nullable ExecutionId parentId,
        @Nullable ExecutionId retryOf,
        @Nullable ExecutionId rerunOf,
        @Nullable Boolean reused,
        @Nullable Progress progress) {

    public boolean terminal() {
        return EventType.terminal(type);
    }
}
