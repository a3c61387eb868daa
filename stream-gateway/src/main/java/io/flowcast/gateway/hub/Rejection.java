package io.flowcast.gateway.hub;

/** Why a request for a stream gets none. */
public enum Rejection {
    /** The execution has ended and the cursor is at its end. */
    NOTHING_FOLLOWS,
    UNKNOWN,
    UNREADABLE_CURSOR,
    FOREIGN_CURSOR,
    /** Redis did not answer. */
    UNAVAILABLE,
    /** This replica is shutting down. */
    DRAINING
}
