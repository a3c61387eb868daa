package io.flowcast.executor.definition;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is followed by another.
 *
 * @param limit retries after the first attempt
 * @param delay before the first retry
 * @param maxDelay bound of a growing delay
 * @param jitter 0 to 1: the share by which a delay may be longer or shorter
 * @param errors the types of problem that are retried
 */
public record Retry(int limit, Duration delay, Backoff backoff, Duration maxDelay, double jitter, Set<String> errors) {

    public static final Set<String> DEFAULT_ERRORS = Set.of("communication", "timeout", "server");
    public static final Retry NEVER =
            new Retry(0, Duration.ofSeconds(1), Backoff.CONSTANT, Duration.ofMinutes(1), 0, DEFAULT_ERRORS);

    public enum Backoff {
        CONSTANT,
        LINEAR,
        /** Doubles from {@code delay} up to {@code maxDelay}. */
        EXPONENTIAL
    }

    /** Whether a problem of this type, after so many retries, is retried once more. */
    public boolean allows(String problemType, int retriesUsed) {
        return retriesUsed < limit && errors.contains(problemType);
    }

    /**
     * How long to wait before a retry.
     *
     * @param retriesUsed how many there have been, from 0
     * @param random in [0, 1): gives the jitter
     * @param least what the other side asked for, up to {@code maxDelay}; null where it asked for nothing
     */
    public Duration delay(int retriesUsed, double random, @Nullable Duration least) {
        Duration own = delay(retriesUsed, random);
        Duration asked = least == null ? Duration.ZERO : least.compareTo(maxDelay) > 0 ? maxDelay : least;
        return own.compareTo(asked) > 0 ? own : asked;
    }

    /** As {@link #delay(int, double, Duration)}, with nothing asked for. */
    public Duration delay(int retriesUsed, double random) {
        double base = delay.toMillis();
        double grown = switch (backoff) {
            case CONSTANT -> base;
            case LINEAR -> base * (retriesUsed + 1);
            case EXPONENTIAL -> base * Math.pow(2, retriesUsed);
        };
        double longest = maxDelay.toMillis();
        double bounded = Math.min(grown, longest);
        return Duration.ofMillis(Math.round(bounded * (1 + jitter * (2 * random - 1))));
    }
}
