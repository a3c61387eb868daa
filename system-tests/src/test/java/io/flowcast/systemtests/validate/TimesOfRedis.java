package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Every event tells the time of Redis, whatever the clock of whoever wrote it says: it lies within the time in which all happened. */
public final class TimesOfRedis implements Validator {
    private final Instant begin;
    private final Instant end;

    /** @param tolerance far less than clocks are off by, and more than it takes to look at them */
    public TimesOfRedis(Instant begin, Instant end, Duration tolerance) {
        this.begin = begin.minus(tolerance);
        this.end = end.plus(tolerance);
    }

    @Override
    public List<Violation> broken(History history) {
        return history.events().stream()
                .filter(event -> !within(event.json().path("timestamp").asLong()))
                .map(event -> Violation.at(
                        event.id() + " tells of "
                                + Instant.ofEpochMilli(
                                        event.json().path("timestamp").asLong()) + ", which is not between " + begin
                                + " and " + end,
                        event))
                .toList();
    }

    private boolean within(long timestamp) {
        return timestamp >= begin.toEpochMilli() && timestamp <= end.toEpochMilli();
    }
}
