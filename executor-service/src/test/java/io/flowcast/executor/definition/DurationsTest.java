package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "200ms, PT0.2S",
        "10s, PT10S",
        "5m, PT5M",
        "72h, PT72H",
        "3d, PT72H",
        "1h30m, PT1H30M",
        "0s, PT0S",
        "PT1H30M, PT1H30M",
        "P2D, PT48H",
        "3650d, PT87600H"
    })
    void a_duration_is_read(String text, Duration expected) {
        assertThat(Durations.parse(text)).contains(expected);
    }

    @Test
    void whatIsTooLongIsSaidToBeThatAndNotMisspelt() {
        assertThat(Durations.fault("4000d")).isEqualTo("'4000d' is longer than 3650d, which is the most");
        assertThat(Durations.fault("P4000D")).contains("longer than 3650d");
        assertThat(Durations.fault("soon")).startsWith("'soon' is no duration: a duration such as");
        assertThat(Durations.fault("-5s")).contains("no duration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "-5s",
                "5 s",
                "5S",
                "1.5h",
                "PT-5S",
                "P",
                "3651d",
                "999999999999d",
                "1y",
                "soon",
                "99999999999999999999s",
                "PT99999999999999999999H",
                "1d1d1d1d1d1d"
            })
    void what_is_none_is_refused(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
