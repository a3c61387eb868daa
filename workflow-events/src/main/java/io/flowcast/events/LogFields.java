package io.flowcast.events;

/** The fields of an entry of an execution's log ({@code flow:{p}:log:<id>}), whose id is an {@link EventId}. */
public final class LogFields {

    public static final String TYPE = "type";
    /** The exact text of the SSE data line: {@link Event} as JSON on one line. */
    public static final String DATA = "data";

    private LogFields() {}
}
