package io.flowcast.gateway.hub;

import org.jspecify.annotations.Nullable;

/**
 * What feeds one connection, whose {@link Outlet} it writes to: one execution, several, or the changes of lists. Called on
 * the connection's event loop only.
 */
public interface Source {

    /** The connection takes bytes again. */
    void drained();

    /** The connection is gone. */
    void disconnected();

    /** Closes the stream from our side. */
    void end(Ending why);

    boolean closed();

    /** A sign of life: {@code plain}, or one that says more. */
    default Chunk keepalive(Chunk plain) {
        return plain;
    }

    /** With what the client would come back now; null where it has got nothing yet. */
    @Nullable
    String lastEventId();
}
