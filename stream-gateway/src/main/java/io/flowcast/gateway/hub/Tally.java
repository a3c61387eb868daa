package io.flowcast.gateway.hub;

/** Counts what happens; any thread may call. */
public interface Tally {

    void opened();

    void closed(Ending why);

    void rejected(Rejection why);

    void delivered(int connections, int bytes);

    /** A hub looked into the log. */
    void looked(Cause cause);

    /** A look found events that had not come as frames. */
    void healed(int events);

    void snapshot(String reason);

    /** A connection was too slow, and will be caught up from the log. */
    void lagged();
}
