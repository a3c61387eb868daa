package io.flowcast.gateway.sse;

import io.flowcast.gateway.hub.Chunk;

/** The way to one client, from the head of its answer to its end. Of one event loop. */
interface Wire {

    void write(Chunk chunk);

    /** Whether as many bytes wait for the client as may. */
    boolean full();

    /**
     * Ends the answer, and the connection where it has no other streams.
     *
     * @param last what is still to be said; may be empty
     */
    void end(byte[] last);

    /** Whether everything up to the end has been taken. */
    boolean flushed();

    /** Drops the client, with whatever waits for it. */
    void cut();
}
