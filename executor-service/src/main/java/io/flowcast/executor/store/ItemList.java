package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;

/**
 * The items of one {@code for} node.
 *
 * @param fence under which the executor that asks holds the execution
 */
public record ItemList(ExecutionId id, String nodeId, long fence) {}
