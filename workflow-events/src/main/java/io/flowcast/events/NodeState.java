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
 * @param signal the name of the signal that it waits for
 * @param childId the execution that it waits for, or waited for last
 * @param reused whether it ended in the execution that this one retries, and was taken over from there
 * @param progress how far the attempt that runs has come
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
        @Nullable String executor,
        @Nullable String signal,
        @Nullable ExecutionId childId,
        @Nullable Boolean reused,
        @Nullable Progress progress) {

    public static final NodeState PENDING = new Builder(NodeStatus.PENDING).build();

    /** One that has this status and, until told otherwise, what this one has. */
    public Builder as(NodeStatus status) {
        Builder builder = new Builder(status);
        builder.startedSeq = startedSeq;
        builder.startTime = startTime;
        builder.endTime = endTime;
        builder.duration = duration;
        builder.attempt = attempt;
        builder.retries = retries;
        builder.until = until;
        builder.timesOut = timesOut;
        builder.retryAt = retryAt;
        builder.taken = taken;
        builder.error = error;
        builder.executor = executor;
        builder.signal = signal;
        builder.childId = childId;
        builder.reused = reused;
        builder.progress = progress;
        return builder;
    }

    public NodeState until(long until) {
        return as(status).until(until).build();
    }

    /** The fields of a state, named one by one. */
    public static final class Builder {
        private final NodeStatus status;
        private @Nullable Long startedSeq;
        private @Nullable Long startTime;
        private @Nullable Long endTime;
        private @Nullable Long duration;
        private @Nullable Integer attempt;
        private @Nullable Integer retries;
        private @Nullable Long until;
        private @Nullable Boolean timesOut;
        private @Nullable Long retryAt;
        private @Nullable List<Integer> taken;
        private @Nullable Problem error;
        private @Nullable String executor;
        private @Nullable String signal;
        private @Nullable ExecutionId childId;
        private @Nullable Boolean reused;
        private @Nullable Progress progress;

        public Builder(NodeStatus status) {
            this.status = status;
        }

        public Builder startedSeq(@Nullable Long startedSeq) {
            this.startedSeq = startedSeq;
            return this;
        }

        public Builder startTime(@Nullable Long startTime) {
            this.startTime = startTime;
            return this;
        }

        public Builder endTime(@Nullable Long endTime) {
            this.endTime = endTime;
            return this;
        }

        public Builder duration(@Nullable Long duration) {
            this.duration = duration;
            return this;
        }

        public Builder attempt(@Nullable Integer attempt) {
            this.attempt = attempt;
            return this;
        }

        public Builder retries(@Nullable Integer retries) {
            this.retries = retries;
            return this;
        }

        public Builder until(@Nullable Long until) {
            this.until = until;
            return this;
        }

        public Builder timesOut(@Nullable Boolean timesOut) {
            this.timesOut = timesOut;
            return this;
        }

        public Builder retryAt(@Nullable Long retryAt) {
            this.retryAt = retryAt;
            return this;
        }

        public Builder taken(@Nullable List<Integer> taken) {
            this.taken = taken;
            return this;
        }

        public Builder error(@Nullable Problem error) {
            this.error = error;
            return this;
        }

        public Builder executor(@Nullable String executor) {
            this.executor = executor;
            return this;
        }

        public Builder signal(@Nullable String signal) {
            this.signal = signal;
            return this;
        }

        public Builder childId(@Nullable ExecutionId childId) {
            this.childId = childId;
            return this;
        }

        public Builder reused(@Nullable Boolean reused) {
            this.reused = reused;
            return this;
        }

        public Builder progress(@Nullable Progress progress) {
            this.progress = progress;
            return this;
        }

        public NodeState build() {
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
                    executor,
                    signal,
                    childId,
                    reused,
                    progress);
        }
    }
}
