package io.flowcast.executor.intent;

import io.flowcast.events.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * What one execution asks of another of its partition, delivered in the same atomic step as the commit that decided it:
 * an end to the parent, a cancellation to a child. It is not delivered to one that has ended or is gone, and may be
 * delivered again after a failover.
 *
 * @param itemsOf where it is named, it goes to all executions that the items of this node of {@code to} wait for
 */
public record Notice(ExecutionId to, @Nullable String itemsOf, Intent.Request request) {

    public Notice(ExecutionId to, Intent.Request request) {
        this(to, null, request);
    }

    /** Whom it goes to, as the scripts are told. */
    public String address() {
        return itemsOf == null ? to.toString() : to + ":" + itemsOf;
    }
}
