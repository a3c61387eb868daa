package io.flowcast.service;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundsTest {

    @Test
    void nameAllFaultsAtOnce() {
        Bounds bounds = Bounds.of("flowcast.some")
                .atLeast("count", 0, 1)
                .atMost("depth", 11, 10)
                .atLeast("lease", Duration.ofSeconds(1), Duration.ofSeconds(3))
                .atMost("renew", Duration.ofSeconds(3), Duration.ofSeconds(1))
                .positive("pause", Duration.ofNanos(999_999));

        assertThatThrownBy(bounds::check)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("flowcast.some.count is 0, and must be at least 1; "
                        + "flowcast.some.depth is 11, and must be at most 10; "
                        + "flowcast.some.lease is PT1S, and must be at least PT3S; "
                        + "flowcast.some.renew is PT3S, and must be at most PT1S; "
                        + "flowcast.some.pause is PT0.000999999S, and must be at least a millisecond");
    }

    @Test
    void letPassWhatLiesWithinThem() {
        assertThatCode(Bounds.of("flowcast.some")
                        .atLeast("count", 1, 1)
                        .atMost("depth", 10, 10)
                        .atLeast("lease", Duration.ofSeconds(3), Duration.ofSeconds(3))
                        .positive("pause", Duration.ofMillis(1))::check)
                .doesNotThrowAnyException();
    }
}
