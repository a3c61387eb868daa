package io.flowcast.executor.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMistakeTest {
    private static final ObjectReader READER = JsonMapper.builder(Nesting.factory(0))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{} {}",
                "[1] 2",
                "NaN",
                "01",
                ".5",
                "1.",
                "'a'",
                "{a: 1}",
                "/* a */ 1",
                "[1,]",
                "\"a\tb\"",
                "\"\\x\"",
                "\"\\ud800",
                "[[[",
                "{\"a\": tru}",
                "}",
                "\u0000"
            })
    void isToldToWhoeverWroteTheTextAndNotToWhoeverReadsIt(String text) {
        String told = JsonMistake.of(catchThrowableOfType(JsonProcessingException.class, () -> READER.readTree(text)));

        assertThat(told).isNotBlank().doesNotContain("`", "Feature", "com.", "Source", "\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 20_000})
    void namesNoBoundByItsSwitch(int digits) {
        String told = JsonMistake.of(
                catchThrowableOfType(JsonProcessingException.class, () -> READER.readTree("9".repeat(digits))));

        assertThat(told).contains("exceeds the maximum allowed").doesNotContain("`");
    }
}
