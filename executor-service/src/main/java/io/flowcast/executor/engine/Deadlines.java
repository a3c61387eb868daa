package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.executor.store.Commit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When time alone changes something, in epoch milliseconds. */
final class Deadlines {

    static final long NEVER = Commit.After.HandBack.NEVER;

    /**
     * @param execution its status: while it is paused, what a node waits for changes nothing
     * @param draining whether nothing new is to be started: then no attempt is, either
     */
    static long of(NodeState node, ExecutionStatus execution, boolean draining) {
        boolean paused = execution == ExecutionStatus.PAUSED;
        return switch (node.status()) {
            case RUNNING -> orNever(node.until());
            case WAITING -> paused ? NEVER : orNever(node.until());
            case RETRYING -> paused || draining ? NEVER : orNever(node.retryAt());
            case PENDING, COMPLETED, FAILED, SKIPPED, CANCELLED -> NEVER;
        };
    }

    static long ofExecution(ExecutionState state) {
        Duration timeout = state.header().definition().timeout();
        return timeout == null ? NEVER : state.header().startTime() + timeout.toMillis();
    }

    private static long orNever(@Nullable Long time) {
        return time == null ? NEVER : time;
    }

    private Deadlines() {}
}
