package io.flowcast.executor.definition;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as authors write them: {@code 200ms}, {@code 10s}, {@code 1h30m}, {@code 3d}, or ISO-8601. */
public final class Durations {
    private static final String EXPECTED = "a duration such as 200ms, 10s, 5m, 72h, 3d or PT1H30M, of at most 3650d";

    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Pattern PART = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern PARTS = Pattern.compile("(?:[0-9]{1,12}(?:ms|s|m|h|d)){1,5}");
    private static final Pattern ISO = Pattern.compile("P[0-9A-Za-z.]{1,40}");

    private Durations() {}

    /** Empty if it is none, negative, or longer than ten years. */
    public static Optional<Duration> parse(String text) {
        return any(text).filter(found -> !found.isNegative() && found.compareTo(LONGEST) <= 0);
    }

    /** Why a text that {@link #parse} does not take is not taken. */
    public static String fault(String text) {
        boolean tooLong = any(text).map(found -> found.compareTo(LONGEST) > 0).orElse(false);
        return "'" + text + "' is "
                + (tooLong
                        ? "longer than " + LONGEST.toDays() + "d, which is the most"
                        : "no duration: " + EXPECTED + " is expected");
    }

    private static Optional<Duration> any(String text) {
        return PARTS.matcher(text).matches() ? sum(text) : ISO.matcher(text).matches() ? iso(text) : Optional.empty();
    }

    private static Optional<Duration> sum(String text) {
        Matcher parts = PART.matcher(text);
        return Optional.of(parts.results().map(Durations::part).reduce(Duration.ZERO, Duration::plus));
    }

    private static Duration part(MatchResult part) {
        long amount = Long.parseLong(part.group(1));
        return switch (part.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
