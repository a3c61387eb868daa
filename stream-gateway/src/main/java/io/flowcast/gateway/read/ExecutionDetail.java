package io.flowcast.gateway.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.util.RawValue;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one execution at one event. Times are ISO-8601, durations whole milliseconds.
 *
 * @param traceId W3C Trace Context
 * @param lastEventId of the event at which all this holds: a cursor for the stream
 * @param nodesExecuted ids of the nodes that started, in that order
 * @param nodeDetails by node id, those never reached as well
 * @param definition as of {@code version}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExecutionDetail(
        ExecutionId executionId,
        String workflowId,
        String workflowName,
        int version,
        ExecutionStatus status,
        String startTime,
        @Nullable String endTime,
        @Nullable Long executionTime,
        @JsonUnwrapped Links links,
        @Nullable RawValue input,
        @Nullable RawValue output,
        @Nullable Problem error,
        @Nullable String traceId,
        EventId lastEventId,
        List<String> nodesExecuted,
        Map<String, Node> nodeDetails,
        List<Span> spans,
        @Nullable RawValue definition) {

    /**
     * One node.
     *
     * @param until when its wait ends
     * @param retryAt when its next attempt starts
     * @param executor the process that ran it last
     * @param signal the name of the signal that it waits for
     * @param childId the execution that it waits for, or waited for last
     * @param reused whether it ended in the execution that this one retries
     * @param progress how far it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Node(
            String nodeId,
            @Nullable String name,
            @Nullable String type,
            NodeStatus status,
            @Nullable String startTime,
            @Nullable String endTime,
            @Nullable Long duration,
            @Nullable Integer attempt,
            @Nullable String until,
            @Nullable String retryAt,
            @Nullable RawValue output,
            @Nullable Problem error,
            @Nullable String executor,
            @Nullable String signal,
            @Nullable ExecutionId childId,
            @Nullable Boolean reused,
            @Nullable Progress progress) {}

    /**
     * One stretch of time of the trace: the execution, or a node of it.
     *
     * @param id 16 hexadecimal digits
     * @param parent its parent's id; of the execution itself that of whoever asked for it, where they named one
     * @param status {@code unset} while it lasts, then {@code ok} or {@code error}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Span(
            String id,
            @Nullable String parent,
            String name,
            String start,
            @Nullable String end,
            String status,
            Map<String, Object> attributes) {}
}
