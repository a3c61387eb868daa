package io.flowcast.executor.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final long NOW = Instant.parse("1994-11-06T08:49:37Z").toEpochMilli();

    @Test
    void isSecondsOrADate() {
        assertThat(RetryAfter.of(Map.of("retry-after", " 120 "), NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.of(Map.of("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"), NOW))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.of(Map.of("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT"), NOW))
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void isCountedFromTheAnswersOwnTime() {
        Map<String, String> headers =
                Map.of("retry-after", "Sun, 06 Nov 1994 10:00:30 GMT", "date", "Sun, 06 Nov 1994 10:00:00 GMT");

        assertThat(RetryAfter.of(headers, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Sun, 99 Nov 1994 08:49:37 GMT"})
    void isNothingWhereItCannotBeRead(String value) {
        assertThat(RetryAfter.of(Map.of("retry-after", value), NOW)).isNull();
        assertThat(RetryAfter.of(Map.of(), NOW)).isNull();
    }
}
