package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of an execution at one event: exactly the fold of its log up to there. It has no outputs and no definition,
 * and only the nodes that an event has named.
 *
 * @param type {@link StreamEvents#SNAPSHOT}
 * @param lastEventId of the event up to which it holds
 * @param timestamp epoch milliseconds at which it was read
 * @param reason why it was sent instead of events: {@code requested trimmed ahead foreign unreadable rewound}
 * @param nodesExecuted ids of the nodes that started, in that order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"type", "executionId", "seq", "lastEventId", "timestamp", "reason"})
public record ExecutionSnapshot(
        String type,
        ExecutionId executionId,
        long seq,
        EventId lastEventId,
        long timestamp,
        String reason,
        String workflowId,
        String workflowName,
        int version,
        ExecutionStatus status,
        long startTime,
        @Nullable Long endTime,
        @Nullable Long executionTime,
        @Nullable Problem error,
        List<String> nodesExecuted,
        Map<String, Node> nodes) {

    /** A node as the events tell it. Times are epoch milliseconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Node(
            NodeStatus status,
            @Nullable Long startTime,
            @Nullable Long endTime,
            @Nullable Long duration,
            @Nullable Integer attempt,
            @Nullable Long until,
            @Nullable Long retryAt,
            @Nullable Problem error,
            @Nullable String executor,
            @Nullable String signal,
            @Nullable ExecutionId childId,
            @Nullable Boolean reused,
            @Nullable Progress progress) {}
}
