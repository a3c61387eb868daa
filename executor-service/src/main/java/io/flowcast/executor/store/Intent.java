package io.flowcast.executor.store;

/**
 * What somebody asked of an execution.
 *
 * @param number counts up within the execution
 * @param kind {@code cancel}
 */
public record Intent(long number, String kind) {}
