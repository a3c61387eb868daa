package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"null", "\"a\u007f\"", "\"\u0080é\u07ff\"", "\"\u0800€\uffff\"", "\"🌊 wave\"", "\"волна\""})
    void isAsLongAsItsUtf8(String json) {
        assertThat(new Encoded(null, json).bytes()).isEqualTo(json.getBytes(StandardCharsets.UTF_8).length);
    }
}
