package io.flowcast.executor.definition;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.util.Optional;
import java.util.regex.Pattern;

/** The times of schedules, written as for Unix cron: minute, hour, day of month, month, day of week. */
public final class Crons {
    private static final CronDefinition UNIX = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
    private static final Pattern FIELDS = Pattern.compile("\\S++(?:\\s++\\S++){4}");

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
            parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
