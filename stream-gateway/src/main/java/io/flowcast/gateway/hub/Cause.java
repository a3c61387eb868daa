package io.flowcast.gateway.hub;

import java.util.Locale;

/** What made a hub look into the log. */
public enum Cause {
    /** A frame is missing. */
    HOLE,
    /** A frame has another fence than the one before it: a takeover, or another history. */
    FENCE,
    /** The subscription was rebuilt; what was published meanwhile is lost. */
    REBUILT,
    /** The log ends elsewhere than the frames. */
    TAIL,
    /** A subscriber read another history than the frames tell. */
    CONFLICT,
    /** More frames came than could be taken. */
    OVERFLOW;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
