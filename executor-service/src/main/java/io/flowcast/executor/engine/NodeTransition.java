package io.flowcast.executor.engine;

import static io.flowcast.events.EventType.NODE_CANCELLED;
import static io.flowcast.events.EventType.NODE_COMPLETED;
import static io.flowcast.events.EventType.NODE_FAILED;
import static io.flowcast.events.EventType.NODE_RETRYING;
import static io.flowcast.events.EventType.NODE_SKIPPED;
import static io.flowcast.events.EventType.NODE_STARTED;
import static io.flowcast.events.EventType.NODE_WAITING;
import static io.flowcast.events.NodeStatus.CANCELLED;
import static io.flowcast.events.NodeStatus.COMPLETED;
import static io.flowcast.events.NodeStatus.FAILED;
import static io.flowcast.events.NodeStatus.PENDING;
import static io.flowcast.events.NodeStatus.RETRYING;
import static io.flowcast.events.NodeStatus.RUNNING;
import static io.flowcast.events.NodeStatus.SKIPPED;
import static io.flowcast.events.NodeStatus.WAITING;

import io.flowcast.events.EventType;
import io.flowcast.events.NodeStatus;

/** All that may happen to the status of a node, and the event that tells it. Anything else is a bug. */
enum NodeTransition {
    START(PENDING, RUNNING, NODE_STARTED),
    SKIP(PENDING, SKIPPED, NODE_SKIPPED),
    /** It completed in the execution that this one retries. */
    REUSE(PENDING, COMPLETED, NODE_COMPLETED),
    /** It failed in the execution that this one retries, and an edge took over from it. */
    REUSE_FAILED(PENDING, FAILED, NODE_FAILED),
    COMPLETE(RUNNING, COMPLETED, NODE_COMPLETED),
    FAIL(RUNNING, FAILED, NODE_FAILED),
    SUSPEND(RUNNING, WAITING, NODE_WAITING),
    WILL_RETRY(RUNNING, RETRYING, NODE_RETRYING),
    /** Its executor died; the next one starts it again. */
    RESTART(RUNNING, RUNNING, NODE_STARTED),
    CANCEL(RUNNING, CANCELLED, NODE_CANCELLED),
    WAKE(WAITING, COMPLETED, NODE_COMPLETED),
    /** It waited longer than its attempt may take, or which way to go on could not be decided. */
    FAIL_WAITING(WAITING, FAILED, NODE_FAILED),
    WILL_RETRY_WAITING(WAITING, RETRYING, NODE_RETRYING),
    CANCEL_WAITING(WAITING, CANCELLED, NODE_CANCELLED),
    RETRY(RETRYING, RUNNING, NODE_STARTED),
    CANCEL_RETRYING(RETRYING, CANCELLED, NODE_CANCELLED);

    final NodeStatus from;
    final NodeStatus to;
    final EventType event;

    NodeTransition(NodeStatus from, NodeStatus to, EventType event) {
        this.from = from;
        this.to = to;
        this.event = event;
    }

    static NodeTransition between(NodeStatus from, NodeStatus to) {
        for (NodeTransition transition : values()) {
            if (transition.from == from && transition.to == to) {
                return transition;
            }
        }
        throw new IllegalStateException("a node never goes from " + from + " to " + to);
    }
}
