package io.flowcast.gateway.log;

import java.util.Locale;

/** Why a log does not continue a cursor. */
public enum Break {
    /** What follows the cursor is not all there any more. */
    TRIMMED,
    /** The cursor lies beyond the end: Redis lost acknowledged writes, or the cursor is from nowhere. */
    AHEAD,
    /** The log has another event at this place: another execution's cursor, or that of a history which was lost. */
    FOREIGN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
