package io.flowcast.executor.engine;

import static io.flowcast.events.ExecutionStatus.CANCELLED;
import static io.flowcast.events.ExecutionStatus.COMPLETED;
import static io.flowcast.events.ExecutionStatus.FAILED;
import static io.flowcast.events.ExecutionStatus.PAUSED;
import static io.flowcast.events.ExecutionStatus.PENDING;
import static io.flowcast.events.ExecutionStatus.RUNNING;
import static io.flowcast.events.ExecutionStatus.WAITING;

import io.flowcast.events.ExecutionStatus;

/** All that may happen to the status of an execution. Anything else is a bug. */
enum ExecutionTransition {
    START(PENDING, RUNNING),
    /** Cancelled before any executor took it up. */
    CANCEL_PENDING(PENDING, CANCELLED),
    /** It cannot be run at all. */
    FAIL_PENDING(PENDING, FAILED),
    HAND_BACK(RUNNING, WAITING),
    COMPLETE(RUNNING, COMPLETED),
    FAIL(RUNNING, FAILED),
    CANCEL(RUNNING, CANCELLED),
    PAUSE(RUNNING, PAUSED),
    RESUME(PAUSED, RUNNING),
    /** What still ran failed for good, or the whole execution's time was up. */
    FAIL_PAUSED(PAUSED, FAILED),
    CANCEL_PAUSED(PAUSED, CANCELLED),
    /** With the first thing that happens to it: a waiting execution never ends before it runs again. */
    WAKE(WAITING, RUNNING);

    final ExecutionStatus from;
    final ExecutionStatus to;

    ExecutionTransition(ExecutionStatus from, ExecutionStatus to) {
        this.from = from;
        this.to = to;
    }

    static ExecutionTransition between(ExecutionStatus from, ExecutionStatus to) {
        for (ExecutionTransition transition : values()) {
            if (transition.from == from && transition.to == to) {
                return transition;
            }
        }
        throw new IllegalStateException("an execution never goes from " + from + " to " + to);
    }
}
