package io.flowcast.executor.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SearchTest {

    @Test
    void a_long_text_is_found_where_java_finds_it() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(22);
        for (int i = 0; i < 30; i++) {
            String text = letters(random, 20_000);
            int start = random.nextInt(10_000);
            String part = text.substring(start, start + 2_000 + random.nextInt(2_000));
            String missing = part + "c";
            int from = random.nextInt(start + 1);

            assertThat(Search.indexOf(text, part, from)).isEqualTo(text.indexOf(part, from));
            assertThat(Search.indexOf(text, missing, from)).isEqualTo(-1);
        }
    }

    @Test
    void a_text_that_almost_repeats_is_found() {
        String text = "a".repeat(30_000) + "b" + "a".repeat(30_000);

        assertThat(Search.indexOf(text, "a".repeat(1_000) + "b", 0)).isEqualTo(29_000);
        assertThat(Search.indexOf(text, "b" + "a".repeat(30_000), 0)).isEqualTo(30_000);
        assertThat(Search.indexOf(text, "b" + "a".repeat(30_001), 0)).isEqualTo(-1);
    }

    private static String letters(RandomGenerator random, int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append(random.nextInt(8) == 0 ? 'b' : 'a');
        }
        return letters.toString();
    }
}
