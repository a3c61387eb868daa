package io.flowcast.events;

/**
 * The fields of an entry of an execution's log ({@code flow:{p}:log:<id>}), whose id is the {@link EventId} of the last event
 * in it.
 */
public final class LogFields {

    /** The text of an {@link EventBatch}. */
    public static final String EVENTS = "events";

    private LogFields() {}
}
