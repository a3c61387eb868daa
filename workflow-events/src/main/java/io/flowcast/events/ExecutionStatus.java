package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/** Where an execution stands. */
public enum ExecutionStatus {
    /** Accepted, taken up by no executor yet. */
    PENDING,
    RUNNING,
    /** Nothing runs; a timer or a signal will wake it. No executor holds it. */
    WAITING,
    PAUSED,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether an execution in this status never changes again. */
    public boolean terminal() {
        return switch (this) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case PENDING, RUNNING, WAITING, PAUSED -> false;
        };
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ExecutionStatus> parse(String wire) {
        for (ExecutionStatus status : values()) {
            if (status.wire().equals(wire)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
