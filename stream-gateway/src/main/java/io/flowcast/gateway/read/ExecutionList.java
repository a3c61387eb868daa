package io.flowcast.gateway.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of executions, latest first.
 *
 * @param stats how many there are, in all and by status; of one workflow where the list is of one
 * @param nextCursor for {@code ?cursor=}; absent on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExecutionList(
        List<Item> executions,
        Map<String, Long> stats,
        @Nullable String nextCursor) {

    /**
     * An execution as a list shows it.
     *
     * @param startTime ISO-8601, as is the next
     * @param executionTime whole milliseconds
     * @param nodesExecuted ids of the nodes that started, in that order
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            ExecutionId executionId,
            String workflowId,
            String workflowName,
            int version,
            ExecutionStatus status,
            String startTime,
            @Nullable String endTime,
            @Nullable Long executionTime,
            @JsonUnwrapped Links links,
            List<String> nodesExecuted,
            Map<String, Node> nodeDetails) {}

    /** @param duration whole milliseconds */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Node(String nodeId, NodeStatus status, @Nullable Long duration) {}
}
