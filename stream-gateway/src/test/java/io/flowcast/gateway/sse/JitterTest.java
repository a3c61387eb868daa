package io.flowcast.gateway.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JitterTest {
    private final Jitter jitter = new Jitter(new Random(7));

    @Test
    void agesAreSpreadOverATenthToEitherSide() {
        LongSummaryStatistics ages = LongStream.generate(() -> jitter.age(Duration.ofMinutes(30)))
                .limit(10_000)
                .summaryStatistics();
        assertThat(ages.getMin()).isBetween(27 * 60_000L, 27 * 60_000L + 2_000);
        assertThat(ages.getMax()).isBetween(33 * 60_000L - 2_000, 33 * 60_000L);
    }

    @Test
    void pausesAreSpreadOverTheirHalfToEitherSide() {
        LongSummaryStatistics pauses = LongStream.generate(() -> jitter.retry(Duration.ofSeconds(2)))
                .limit(10_000)
                .summaryStatistics();
        assertThat(pauses.getMin()).isBetween(1_000L, 1_010L);
        assertThat(pauses.getMax()).isBetween(2_990L, 3_000L);
        assertThat(pauses.getAverage()).isBetween(1_950.0, 2_050.0);
    }
}
