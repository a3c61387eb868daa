package io.flowcast.gateway.hub;

import java.util.Locale;

/** Why a stream ended: what the client is told, the metric's tag and the log's key. */
public enum Ending {
    /** The terminal event was sent. */
    FINISHED(false),
    /** The client went away. */
    CLIENT(false),
    /** The client took nothing for too long. */
    STALLED(false),
    AGE(true),
    /** What let the client in is over. */
    AUTH(true),
    DRAINING(true),
    /** Redis did not answer when one of a stream's executions was to be joined to the others. */
    UNAVAILABLE(true),
    /** The execution was deleted. */
    GONE(true);

    private final boolean announced;

    Ending(boolean announced) {
        this.announced = announced;
    }

    /** Whether {@code stream.reconnect} tells the client. */
    public boolean announced() {
        return announced;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
