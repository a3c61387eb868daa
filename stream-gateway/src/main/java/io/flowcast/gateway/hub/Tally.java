package io.flowcast.gateway.hub;

/** Counts what happens; any thread may call. */
public interface Tally {

    void opened();

    void closed(Ending why);

    void rejected(Rejection why);

    /**
     * A hub wrote once to each of its connections.
     *
     * @param events that had gathered for this one write
     * @param timestamp of the first of them, in epoch milliseconds; negative where it is not known
     */
    void delivered(int connections, int events, int bytes, long timestamp);

    /** One connection was caught up, from the log or from what was read of it lately. */
    void replayed(int events);

    /** A hub looked into the log. */
    void looked(Cause cause);

    /** A look found events that had not come as frames. */
    void healed(int events);

    void snapshot(String reason);

    /** A connection was too slow, and will be caught up from the log. */
    void lagged();

    /** One that was too slow takes bytes again, or is gone. */
    void resumed();
}
