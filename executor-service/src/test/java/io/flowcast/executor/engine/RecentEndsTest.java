package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentEndsTest {

    private final RecentEnds<Integer> ends = new RecentEnds<>(100);

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
}
