package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.flowcast.events.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressGateTest {

    private long now = 1_000_000;
    private final List<Long> told = new ArrayList<>();
    private final List<Alarm> alarms = new ArrayList<>();
    private final ProgressGate gate =
            new ProgressGate(() -> now, this::alarm, (progress, _) -> told.add(progress.done()));

    private record Alarm(long at, Runnable what, CompletableFuture<Void> future) {}

    private Future<?> alarm(long millis, Runnable what) {
        Alarm alarm = new Alarm(now + millis, what, new CompletableFuture<>());
        alarms.add(alarm);
        return alarm.future();
    }

    /** Lets time pass, and the alarms ring that are due. */
    private void pass(long millis) {
        now += millis;
        for (Alarm alarm : List.copyOf(alarms)) {
            if (alarm.at() <= now) {
                alarms.remove(alarm);
                if (!alarm.future().isCancelled()) {
                    alarm.what().run();
                }
            }
        }
    }

    private void tell(long done) {
        gate.tell(new Progress(done, 100L, null), null);
    }

    @Test
    void theFirstIsToldAtOnceAndThenOneASecond() {
        for (int i = 0; i < 30; i++) {
            tell(i);
            now += 100;
        }

        assertThat(told).containsExactly(0L, 10L, 20L);
    }

    @Test
    void whatWasKeptBackIsToldWhenItsPauseIsOver() {
        tell(1);
        tell(2);
        tell(3);
        pass(999);
        assertThat(told).containsExactly(1L);

        pass(1);
        assertThat(told).containsExactly(1L, 3L);

        tell(4);
        pass(1_000);
        assertThat(told).containsExactly(1L, 3L, 4L);
        pass(10_000);
        assertThat(told).hasSize(3);
    }

    @Test
    void anAlarmThatRingsEarlyWaitsForTheRest() {
        tell(1);
        tell(2);
        alarms.removeFirst().what().run();
        assertThat(told).containsExactly(1L);

        pass(1_000);
        assertThat(told).containsExactly(1L, 2L);
    }

    @Test
    void nothingIsToldAfterItsEnd() {
        tell(1);
        tell(2);
        gate.close();
        tell(3);
        gate.drop();
        pass(5_000);

        assertThat(told).containsExactly(1L, 2L);
        assertThat(alarms).isEmpty();
    }

    @Test
    void theRealAlarmRingsOnceAndNotWhereItIsCancelled() {
        AtomicInteger rung = new AtomicInteger();
        ProgressGate.Alarm.REAL.in(200, rung::incrementAndGet).cancel(false);
        Future<?> _ = ProgressGate.Alarm.REAL.in(300, rung::incrementAndGet);

        await().untilAtomic(rung, equalTo(1));
    }

    @Test
    void theLastIsToldAtTheEndAndOnlyOnce() {
        tell(1);
        tell(2);
        tell(3);
        gate.close();
        gate.close();

        assertThat(told).containsExactly(1L, 3L);
    }

    @Test
    void aDayMakesSomeFiveHundredEvents() {
        for (int i = 0; i < 24 * 60 * 60 * 2; i++) {
            tell(i);
            now += 500;
        }

        assertThat(told).hasSizeBetween(400, 600);
    }
}
