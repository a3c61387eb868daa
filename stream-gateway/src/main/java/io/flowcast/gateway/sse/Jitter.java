package io.flowcast.gateway.sse;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Spreads what would otherwise happen to everybody at once. */
record Jitter(RandomGenerator random) {

    /** Milliseconds around the middle: at least half of it, less than half as much again. */
    long retry(Duration middle) {
        return Math.max(1, Math.round(middle.toMillis() * random.nextDouble(0.5, 1.5)));
    }

    /** Milliseconds within a tenth of it. */
    long age(Duration middle) {
        return Math.max(1, Math.round(middle.toMillis() * random.nextDouble(0.9, 1.1)));
    }
}
