package io.flowcast.cli.http;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses that double from the first to the longest, each of which is cut at random to between its half and its whole. */
public final class Backoff {
    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration next;

    public Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.next = first;
    }

    /** Before another try. */
    public Duration pause() {
        Duration whole = next;
        next = shorter(next.multipliedBy(2), longest);
        return jittered(whole);
    }

    /** Before another try, where the server said how long. */
    public Duration pause(Duration asked) {
        return jittered(shorter(asked, longest));
    }

    /** Something worked. */
    public void reset() {
        next = first;
    }

    private Duration jittered(Duration whole) {
        return Duration.ofNanos((long) (whole.toNanos() * (0.5 + random.nextDouble() / 2)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
