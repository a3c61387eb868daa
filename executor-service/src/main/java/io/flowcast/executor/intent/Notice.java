package io.flowcast.executor.intent;

import io.flowcast.events.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * What one execution asks of another of its partition, delivered in the same atomic step as the commit that decided it:
 * an end to the parent, a cancellation to a child. It is not delivered to one that has ended or is gone, and may be
 * delivered again after a failover.
 *
 * @param items where they are named, it goes to all executions that these items of {@code to} wait for
 */
public record Notice(ExecutionId to, @Nullable Items items, Intent.Request request) {

    public Notice(ExecutionId to, Intent.Request request) {
        this(to, null, request);
    }

    /**
     * The items of a node.
     *
     * @param retries of that node: not those of a later attempt, should it be delivered again
     */
    public record Items(String nodeId, int retries) {}

    /** Whom it goes to, as the scripts are told. */
    public String address() {
        return items == null ? to.toString() : to + ":" + items.nodeId() + ":" + items.retries();
    }
}
