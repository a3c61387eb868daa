package io.flowcast.executor.intent;

import io.flowcast.events.ExecutionId;

/**
 * What one execution asks of another of its partition, delivered in the same atomic step as the commit that decided it:
 * an end to the parent, a cancellation to a child. It is not delivered to one that has ended or is gone, and may be
 * delivered again after a failover.
 */
public record Notice(ExecutionId to, Intent.Request request) {}
