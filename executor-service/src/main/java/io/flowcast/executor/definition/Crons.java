package io.flowcast.executor.definition;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** The times of schedules, written as for Unix cron: minute, hour, day of month, month, day of week. */
public final class Crons {
    private static final CronDefinition UNIX = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final Pattern FIELDS = Pattern.compile("\\S++(?:\\s++\\S++){4}");

    private static final ZonedDateTime EPOCH = Instant.EPOCH.atZone(ZoneOffset.UTC);

    private Crons() {}

    /**
     * A cron of five fields.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static Cron parse(String text) {
        String trimmed = text.strip();
        if (!FIELDS.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(
                    "five fields are expected: minute, hour, day of month, month, day of week");
        }
        return new CronParser(UNIX).parse(trimmed).validate();
    }

    /** What is wrong with a cron; empty if nothing is. */
    static Optional<String> wrong(String text) {
        try {
            boolean comes =
                    ExecutionTime.forCron(parse(text)).nextExecution(EPOCH).isPresent();
            return comes ? Optional.empty() : Optional.of("the calendar has no such day");
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
