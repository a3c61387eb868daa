package io.flowcast.executor.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortBodiesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "28", "16384"})
    void isShortUpToItsBound(String length) {
        assertThat(ShortBodies.isShort(length)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "16385", "99999", "100000", "99999999999999999999", "-1", "+1", "1 ", "x"})
    void isNotWhatHasNoBodyOrALongOneOrSaysNothingOfUse(String length) {
        assertThat(ShortBodies.isShort(length)).isFalse();
    }

    @Test
    void isNotWhatDoesNotSayHowLongItIs() {
        assertThat(ShortBodies.isShort(null)).isFalse();
    }
}
