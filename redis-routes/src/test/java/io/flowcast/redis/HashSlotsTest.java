package io.flowcast.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HashSlotsTest {

    /** The check value of the algorithm is 0x31C3. */
    @Test
    void slotsAreThoseOfTheSpecification() {
        assertThat(HashSlots.slot("123456789")).isEqualTo(0x31C3);
        assertThat(HashSlots.slot("foo")).isEqualTo(12_182);
        assertThat(HashSlots.slot("bar{foo}baz")).isEqualTo(12_182);
        assertThat(HashSlots.slot("{}foo")).isNotEqualTo(12_182);
        assertThat(HashSlots.slot("{foo}{bar}")).isEqualTo(12_182);
    }
}
