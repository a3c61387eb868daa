package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RedisClockTest {

    private static final long REDIS = 1_800_000_000_000L;

    private long nanos = -5_000_000_000L; // the monotonic clock may start anywhere
    private final RedisClock clock = new RedisClock(() -> nanos);

    @Test
    void isTheWallClockBeforeTheFirstAnswer() {
        assertThat(clock.now()).isCloseTo(System.currentTimeMillis(), within(5_000L));
        assertThat(clock.isKnown()).isFalse();

        answer(REDIS, Duration.ofMillis(4));

        assertThat(clock.isKnown()).isTrue();
    }

    @Test
    void runsOnFromTheMiddleOfTheRoundTrip() {
        answer(REDIS, Duration.ofMillis(4));
        assertThat(clock.now()).isEqualTo(REDIS + 2);

        pass(Duration.ofSeconds(3));
        assertThat(clock.now()).isEqualTo(REDIS + 3_002);
    }

    @Test
    void trustsTheShortestRoundTrip() {
        answer(REDIS, Duration.ofMillis(100));
        assertThat(clock.now()).isEqualTo(REDIS + 50);

        answer(REDIS + 101, Duration.ofMillis(2));
        assertThat(clock.now()).isEqualTo(REDIS + 102);

        answer(REDIS + 120, Duration.ofMillis(60));
        assertThat(clock.now()).isEqualTo(REDIS + 162);
    }

    @Test
    void forgetsAGoodAnswerInTime() {
        answer(REDIS, Duration.ofMillis(2));
        pass(Duration.ofMinutes(10));

        answer(REDIS + 600_020, Duration.ofMillis(10));

        assertThat(clock.now()).isEqualTo(REDIS + 600_025);
    }

    @Test
    void followsARedisWhoseClockIsAnother() {
        answer(REDIS, Duration.ofMillis(1));
        pass(Duration.ofSeconds(1));

        answer(REDIS - 60_000, Duration.ofMillis(40));

        assertThat(clock.now()).isEqualTo(REDIS - 59_980);
    }

    private void answer(long redisMillis, Duration roundTrip) {
        long sent = clock.mark();
        pass(roundTrip);
        clock.observe(sent, redisMillis);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
