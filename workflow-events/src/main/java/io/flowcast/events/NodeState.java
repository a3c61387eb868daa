package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of an execution as its field {@code node:<nodeId>} in the hash holds it. Its output stands beside it, in
 * {@code output:<nodeId>}, so that reading a state does not move outputs.
 *
 * @param startedSeq sequence of its first {@code node.started}: the order in which nodes started
 * @param startTime epoch milliseconds of its first start
 * @param endTime epoch milliseconds
 * @param duration whole milliseconds since its first start
 * @param attempt the attempt that runs or ran last, from 1
 * @param retries how many attempts its retry policy has used up; attempts lost with an executor are not among them
 * @param until epoch milliseconds: the end of a wait, or the deadline of the attempt that runs
 * @param timesOut whether the wait is cut short at {@code until} by the timeout of its attempt
 * @param retryAt epoch milliseconds of the next attempt
 * @param taken indexes of the definition's edges that were taken when it ended; decided once, with the end
 * @param executor the process that started the last attempt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeState(
        NodeStatus status,
        @Nullable Long startedSeq,
        @Nullable Long startTime,
        @Nullable Long endTime,
        @Nullable Long duration,
        @Nullable Integer attempt,
        @Nullable Integer retries,
        @Nullable Long until,
        @Nullable Boolean timesOut,
        @Nullable Long retryAt,
        @Nullable List<Integer> taken,
        @Nullable Problem error,
        @Nullable String executor) {

    public static final NodeState PENDING =
            new NodeState(NodeStatus.PENDING, null, null, null, null, null, null, null, null, null, null, null, null);

    public NodeState until(long until) {
        return new NodeState(
                status,
                startedSeq,
                startTime,
                endTime,
                duration,
                attempt,
                retries,
                until,
                timesOut,
                retryAt,
                taken,
                error,
                executor);
    }
}
