package io.flowcast.executor.node.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {

    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /**
     * How long to wait; null where nothing, or nothing that can be read, is said.
     *
     * @param headers by lower-case name
     * @param now epoch milliseconds, for answers that do not say when they were sent
     */
    static @Nullable Duration of(Map<String, String> headers, long now) {
        String value = headers.get("retry-after");
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (text.matches("[0-9]{1," + MOST_DIGITS + "}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant then = date(text);
        if (then == null) {
            return null;
        }
        Instant sent = date(headers.getOrDefault("date", ""));
        Duration wait = Duration.between(sent == null ? Instant.ofEpochMilli(now) : sent, then);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Instant date(String text) {
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip(), Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
