package io.flowcast.gateway.bus;

import java.util.Locale;

/** Why the subscription had to be made anew; a tag of metrics. */
enum Loss {
    /** No connection could be made. */
    UNREACHABLE,
    /** Redis, or something on the way, closed it. */
    CLOSED,
    /** Redis does not let this replica's user subscribe. */
    REFUSED,
    /** It leads to a server that is not the primary any more. */
    MOVED,
    /** It stood, but no probe came back on it. */
    SILENT;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
