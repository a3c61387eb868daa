package io.flowcast.executor.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.executor.definition.Trigger;
import io.flowcast.executor.definition.Trigger.Schedule.Missed;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicksTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void ticksByTheClockOfItsTimeZone() {
        assertThat(between("0 6 * * *", "2026-07-01T00:00", "2026-07-03T00:00"))
                .containsExactly("2026-07-01T04:00:00Z", "2026-07-02T04:00:00Z");
    }

    @Test
    void leavesOutALocalTimeThatIsNot() {
        assertThat(between("30 2 * * *", "2026-03-28T00:00", "2026-03-31T00:00"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void ticksOnceForALocalTimeThatIsTwice() {
        assertThat(between("30 2 * * *", "2026-10-24T00:00", "2026-10-27T00:00"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void ticksThroughEveryHourOfADayOf25() {
        assertThat(between("0 * * * *", "2026-10-24T23:59", "2026-10-25T23:59")).hasSize(25);
    }

    @Test
    void theLastTickIsTheOneThatWasNextBeforeIt() {
        for (String cron : List.of("30 2 * * *", "*/20 * * * *", "0 0 1 * *", "15 3 * * 1-5")) {
            Ticks ticks = ticks(cron);
            for (String day : List.of("2026-03-28T20:00", "2026-10-24T20:00")) {
                long next = millis(day);
                for (int i = 0; i < 40; i++) {
                    long tick = next;
                    next = ticks.after(tick).orElseThrow();
                    if (i > 0) {
                        assertThat(ticks.upTo(tick))
                                .as(cron + Instant.ofEpochMilli(tick))
                                .hasValue(tick);
                        assertThat(ticks.upTo(next - 1))
                                .as(cron + Instant.ofEpochMilli(next))
                                .hasValue(tick);
                    }
                }
            }
        }
    }

    @Test
    void neverTicksOnADayThatIsNot() {
        assertThat(ticks("0 0 31 2 *").after(millis("2026-01-01T00:00"))).isEmpty();
    }

    private static List<String> between(String cron, String from, String to) {
        List<String> found = new ArrayList<>();
        Ticks ticks = ticks(cron);
        for (long tick = ticks.after(millis(from)).orElseThrow();
                tick < millis(to);
                tick = ticks.after(tick).orElseThrow()) {
            found.add(Instant.ofEpochMilli(tick).toString());
        }
        return found;
    }

    private static Ticks ticks(String cron) {
        return new Ticks(new Trigger.Schedule(cron, BERLIN, Missed.SKIP, null));
    }

    private static long millis(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant().toEpochMilli();
    }
}
