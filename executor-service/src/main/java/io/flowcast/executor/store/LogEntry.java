package io.flowcast.executor.store;

/**
 * One event on its way into the log; its id follows from its place in the commit and the fence.
 *
 * @param data the exact text of the SSE data line
 */
public record LogEntry(String type, String data) {}
