package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types of event that an execution's log holds. Readers tolerate types that are not listed here. */
public enum EventType {
    WORKFLOW_QUEUED,
    WORKFLOW_STARTED,
    NODE_STARTED,
    NODE_COMPLETED,
    NODE_FAILED,
    NODE_RETRYING,
    NODE_SKIPPED,
    NODE_WAITING,
    NODE_CANCELLED,
    NODE_PROGRESS,
    NODE_LOG,
    SIGNAL_RECEIVED,
    /** Another executor took over from one that died. */
    EXECUTION_CLAIMED,
    /** Nothing runs, and the lease is given back until a timer or a signal. */
    EXECUTION_WAITING,
    WORKFLOW_PAUSED,
    WORKFLOW_RESUMED,
    WORKFLOW_COMPLETED,
    WORKFLOW_FAILED,
    WORKFLOW_CANCELLED;

    private static final Map<String, EventType> BY_WIRE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(EventType::wire, Function.identity()));

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '.');

    /** Whether an event of this type is the last of its log. */
    public boolean terminal() {
        return this == WORKFLOW_COMPLETED || this == WORKFLOW_FAILED || this == WORKFLOW_CANCELLED;
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    public static Optional<EventType> parse(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    /** Whether {@code wire} names a terminal type; an unknown type is not. */
    public static boolean terminal(String wire) {
        EventType type = BY_WIRE.get(wire);
        return type != null && type.terminal();
    }
}
