package io.flowcast.executor.store;

import io.flowcast.events.EventBatch;

/**
 * One event on its way into the log; its id follows from its place in the commit and the fence.
 *
 * @param data the exact text of the SSE data line
 */
public record LogEntry(String type, String data) {

    /** Its line in an {@link EventBatch}. */
    String line() {
        return type + " " + data;
    }
}
