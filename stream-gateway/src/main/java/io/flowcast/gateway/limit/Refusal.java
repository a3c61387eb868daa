package io.flowcast.gateway.limit;

import java.util.Locale;

/** Why there is no place for a stream now: the metric's tag. */
public enum Refusal {
    /** This replica is shutting down. */
    DRAINING,
    /** This replica has as many streams as it may have. */
    REPLICA,
    /** This replica has as many streams of this execution as it may have. */
    EXECUTION,
    /** The caller has as many streams as it may have. */
    CALLER,
    /** Redis did not say how many streams the caller has, and without that there is none. */
    UNKNOWN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
