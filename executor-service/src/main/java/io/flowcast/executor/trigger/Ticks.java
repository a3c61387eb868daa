package io.flowcast.executor.trigger;

import com.cronutils.model.time.ExecutionTime;
import io.flowcast.executor.definition.Crons;
import io.flowcast.executor.definition.Trigger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The ticks of a schedule, in epoch milliseconds. A local time that a change of clocks leaves out has no tick, and one that
 * it repeats has one tick where the cron names its hour, and both where it ticks through every hour. Immutable.
 */
final class Ticks {

    private final ExecutionTime times;
    private final ZoneId zone;

    Ticks(Trigger.Schedule schedule) {
        this.times = ExecutionTime.forCron(Crons.parse(schedule.cron()));
        this.zone = schedule.timezone();
    }

    /** The first tick after this time; none where the calendar has no such day. */
    OptionalLong after(long time) {
        return millis(times.nextExecution(at(time)));
    }

    /** The last tick up to and at this time. */
    OptionalLong upTo(long time) {
        Optional<ZonedDateTime> last = times.lastExecution(at(time - Math.floorMod(time, 1000L) + 1000));
        if (last.isEmpty()) {
            return OptionalLong.empty();
        }
        // Backwards the library counts a repeated local time twice, forwards once: forwards is what fires.
        Optional<ZonedDateTime> before = times.lastExecution(last.get());
        boolean counts = before.isEmpty() || times.nextExecution(before.get()).equals(last);
        return millis(counts ? last : before);
    }

    private ZonedDateTime at(long time) {
        return Instant.ofEpochMilli(time).atZone(zone);
    }

    private static OptionalLong millis(Optional<ZonedDateTime> time) {
        return time.map(at -> OptionalLong.of(at.toInstant().toEpochMilli())).orElse(OptionalLong.empty());
    }
}
