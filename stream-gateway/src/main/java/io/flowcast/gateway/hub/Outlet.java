package io.flowcast.gateway.hub;

/**
 * One connection as a subscriber sees it. Called on the connection's event loop only. From within it may
 * call back at most {@link Subscriber#disconnected()}.
 */
public interface Outlet {

    /** Answers 200 and the stream's headers; comes before the first write, or {@link #reject} instead. */
    void accept();

    /** Answers that there will be no stream. */
    void reject(Rejection why);

    /** Whether as many bytes are pending as may be: {@link Subscriber#drained()} says when it is not so any more. */
    boolean full();

    void write(Chunk chunk);

    /** All that had happened when it was looked for has been written; not for the first time, maybe. */
    void caughtUp();

    /** Says why, where the reason has something to say, and closes. */
    void end(Ending why);
}
