package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentEndsTest {

    private long now;
    private final RecentEnds<Integer> ends = new RecentEnds<>(100, () -> now);

    @Test
    void keepsTheLatest() {
        IntStream.rangeClosed(1, 1_500).forEach(end -> ends.add(end, 0));

        assertThat(ends.all()).hasSize(1_000).startsWith(501).endsWith(1_500);
    }

    @Test
    void keepsNoMoreCharactersThanItMay() {
        ends.add(1, 40);
        ends.add(2, 40);
        ends.add(3, 40);
        assertThat(ends.all()).containsExactly(2, 3);

        ends.add(4, 101);
        assertThat(ends.all()).isEmpty();

        ends.add(5, 100);
        assertThat(ends.all()).containsExactly(5);
    }

    @Test
    void keepsEachForSomeSecondsInWhichTheStoreAnswers() {
        ends.add(1, 1);
        answersForSeconds(8);
        ends.add(2, 1);
        answersForSeconds(2);
        assertThat(ends.all()).containsExactly(1, 2);

        answersForSeconds(1);
        assertThat(ends.all()).containsExactly(2);
    }

    @Test
    void timeInWhichTheStoreDoesNotAnswerDoesNotCount() {
        answersForSeconds(5);
        ends.add(1, 1);

        now += TimeUnit.MINUTES.toNanos(5);
        assertThat(ends.all()).containsExactly(1);

        answersForSeconds(5);
        assertThat(ends.all()).containsExactly(1);
        answersForSeconds(6);
        assertThat(ends.all()).isEmpty();
    }

    private void answersForSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += TimeUnit.SECONDS.toNanos(1);
            ends.answered();
        }
    }
}
