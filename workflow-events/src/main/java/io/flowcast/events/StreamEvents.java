package io.flowcast.events;

/** Frames of a stream that are not events of the log. None but snapshots and changes carries an id. */
public final class StreamEvents {

    /** The state at the id that the frame carries: {@link ExecutionSnapshot}. */
    public static final String SNAPSHOT = "execution.snapshot";
    /** Everything that had happened when the stream was opened has been sent. */
    public static final String SYNCED = "stream.synced";
    /** The server ends this connection; come back after the {@code retry:} that stands before it. */
    public static final String RECONNECT = "stream.reconnect";
    /** Among several executions: nothing more will come of the one that it names, and no event of it says so. */
    public static final String CLOSED = "stream.closed";
    /** A sign of life that scripts can see, where asked for. */
    public static final String HEARTBEAT = "heartbeat";

    /** Of the feed of lists: {@link ExecutionChange}. */
    public static final String CHANGED = "execution.changed";
    /** Of the feed of lists: a page of executions as it is now. */
    public static final String LIST = "list.snapshot";

    private StreamEvents() {}
}
