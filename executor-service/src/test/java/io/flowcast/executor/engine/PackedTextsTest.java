package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PackedTextsTest {

    @Test
    void givesBackWhatWasPackedInItsOrder() {
        List<String> texts = List.of("status", "", "{\"détail\":\"€ 5 \\u0000\"}", "🙂", "x".repeat(100_000), "");

        assertThat(PackedTexts.of(texts).unpack()).isEqualTo(texts);
    }

    @Test
    void takesTheirLengthInUtf8AndFourBytesEach() {
        assertThat(PackedTexts.of(List.of("a", "é", "€")).size()).isEqualTo(1 + 2 + 3 + 3 * 4);
        assertThat(PackedTexts.of(List.of()).size()).isZero();
        assertThat(PackedTexts.of(List.of()).unpack()).isEmpty();
    }
}
