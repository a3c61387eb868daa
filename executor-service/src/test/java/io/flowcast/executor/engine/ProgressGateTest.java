package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressGateTest {

    private long now = 1_000_000;
    private final List<Long> told = new ArrayList<>();
    private final ProgressGate gate = new ProgressGate(() -> now, (progress, _) -> told.add(progress.done()));

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
