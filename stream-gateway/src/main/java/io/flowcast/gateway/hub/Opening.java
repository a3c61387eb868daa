package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;

/** Where a client wants its stream to begin. */
public sealed interface Opening {

    /** With the first event. */
    record FromStart() implements Opening {}

    /** With the present state. */
    record FromSnapshot() implements Opening {}

    /** With what follows an event that it has. */
    record After(EventId cursor) implements Opening {}

    /** It sent a cursor that is no event id. */
    record Unreadable() implements Opening {}

    /** It is not there for this client: answered as one that does not exist. */
    record Hidden() implements Opening {}

    default boolean withCursor() {
        return switch (this) {
            case FromStart s -> false;
            case FromSnapshot s -> false;
            case After a -> true;
            case Unreadable u -> true;
            case Hidden h -> false;
        };
    }
}
