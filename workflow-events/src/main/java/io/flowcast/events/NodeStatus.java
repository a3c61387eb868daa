package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a node of an execution stands. */
public enum NodeStatus {
    /** Not reached (yet). */
    PENDING,
    RUNNING,
    /** Started, and waiting for a time or a signal; nothing runs. */
    WAITING,
    /** An attempt failed; the next starts at {@code retryAt}. */
    RETRYING,
    COMPLETED,
    FAILED,
    /** None of its incoming edges was taken. */
    SKIPPED,
    /** Started, and ended by the end of the execution. */
    CANCELLED;

    /** Whether a node in this status never changes again. */
    public boolean ended() {
        return switch (this) {
            case COMPLETED, FAILED, SKIPPED, CANCELLED -> true;
            case PENDING, RUNNING, WAITING, RETRYING -> false;
        };
    }

    /** Whether a node in this status was started and has not ended. */
    public boolean started() {
        return switch (this) {
            case RUNNING, WAITING, RETRYING -> true;
            case PENDING, COMPLETED, FAILED, SKIPPED, CANCELLED -> false;
        };
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
