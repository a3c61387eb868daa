package io.flowcast.executor.node;

import io.flowcast.executor.definition.Durations;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code wait}: completes after a duration, or at a time. Waiting takes no thread, and long waits no memory. */
@Singleton
final class WaitNode implements NodeType {

    private static final Duration LONGEST = Duration.ofDays(366);

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public String description() {
        return "Completes after a duration, or at a time.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(
                        "duration",
                        Map.of("type", "string", "pattern", "^([0-9]{1,12}(ms|s|m|h|d)){1,5}$|^P[0-9A-Za-z.]{1,40}$"),
                        "until",
                        Schemas.TEXT),
                "additionalProperties",
                false,
                "minProperties",
                1,
                "maxProperties",
                1);
    }

    @Override
    public NodeResult run(NodeContext context) {
        Object duration = context.settings().get("duration");
        Optional<Long> until = duration == null
                ? time(context.settings().get("until"))
                : Durations.parse(duration.toString()).map(wait -> context.now() + wait.toMillis());
        if (until.isEmpty() && duration != null) {
            return NodeResult.failure(
                    "validation", "No time to wait for", "duration: " + Durations.fault(duration.toString()));
        }
        if (until.isEmpty()) {
            return NodeResult.failure(
                    "validation",
                    "No time to wait for",
                    "until takes an ISO-8601 time with offset; got "
                            + context.settings().get("until"));
        }
        if (until.get() - context.now() > LONGEST.toMillis()) {
            return NodeResult.failure(
                    "validation", "Too long a wait", "waits end within " + LONGEST.toDays() + " days");
        }
        return new NodeResult.WaitUntil(until.get());
    }

    private static Optional<Long> time(@Nullable Object text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(
                            OffsetDateTime.parse(text.toString()).toInstant().toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
