package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.gateway.log.Break;
import io.flowcast.gateway.log.Reading;

/** Counts the looks at something that seems lost and may come back. */
final class Doubt {
    private int looks;

    /** Whether one more look is in order; {@code limit} of them are. */
    boolean again(int limit) {
        return looks++ < limit;
    }

    void settled() {
        looks = 0;
    }

    /**
     * Whether the history with this event may be written back: the log is shorter, and nobody has continued it under a
     * later lease.
     */
    static boolean mayReturn(EventId cursor, Reading.Broken broken) {
        return broken.why() == Break.AHEAD
                && !broken.status().terminal()
                && broken.last().fence() <= cursor.fence();
    }
}
