package io.flowcast.executor.definition;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** What starts executions of a workflow without anybody's asking. */
public sealed interface Trigger {

    /** As definitions name it. */
    String type();

    /**
     * Ticks by the calendar.
     *
     * @param cron five fields, as {@link Crons} reads them
     * @param input of each execution, a plain value; null for none
     */
    record Schedule(
            String cron,
            ZoneId timezone,
            Missed missed,
            @Nullable Object input) implements Trigger {

        public static final String TYPE = "schedule";

        @Override
        public String type() {
            return TYPE;
        }

        /** What becomes of ticks for which no executor was there. */
        public enum Missed {
            SKIP,
            /** However many there were, one execution makes up for them. */
            ONCE
        }
    }

    /**
     * A request from outside.
     *
     * @param secretName names the secret that a caller must know
     * @param input of the execution: a value that may hold expressions over {@code body}, {@code headers} and {@code query}
     */
    record Webhook(String secretName, @Nullable Object input) implements Trigger {

        public static final String TYPE = "webhook";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
