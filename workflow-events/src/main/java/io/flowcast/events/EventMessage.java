package io.flowcast.events;

/**
 * One event as readers of a log get it.
 *
 * @param data the exact text of the SSE data line
 */
public record EventMessage(EventId id, String type, String data) {

    public boolean terminal() {
        return EventType.terminal(type);
    }

    /** Its line in an {@link EventBatch}. */
    public String line() {
        return type + " " + data;
    }

    @Override
    public String toString() {
        return id + " " + line();
    }
}
