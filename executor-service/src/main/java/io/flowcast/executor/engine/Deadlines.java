package io.flowcast.executor.engine;

import io.flowcast.events.NodeState;
import io.flowcast.executor.store.Commit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When time alone changes something, in epoch milliseconds. */
final class Deadlines {

    static final long NEVER = Commit.After.HandBack.NEVER;

    static long of(NodeState node) {
        return switch (node.status()) {
            case RUNNING, WAITING -> orNever(node.until());
            case RETRYING -> orNever(node.retryAt());
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
