package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;

/**
 * An execution that this process holds.
 *
 * @param lastId of the last event that it knows to be written
 */
public record Held(ExecutionId id, long fence, EventId lastId) {}
