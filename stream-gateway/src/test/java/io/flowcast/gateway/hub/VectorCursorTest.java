package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorCursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"1-2,,3-4", ",,", "1-2,3-4,5-6", ",,7-1764000000000000"})
    void itReadsWhatItWrites(String text) {
        VectorCursor cursor = VectorCursor.parse(text, 3).orElseThrow();
        assertThat(cursor).hasToString(text);
        byte[] bytes = new byte[100];
        assertThat(new String(bytes, 0, cursor.put(bytes, 0), StandardCharsets.US_ASCII))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1-2|2", "1-2,3-4,5-6|2", "1-2,x|2", "1-2, 3-4|2", "0-1,|2", "01-1,|2", "1-2,|1"})
    void whatIsNoCursorOfSoManyIsRefused(String text, int executions) {
        assertThat(VectorCursor.parse(text, executions)).isEmpty();
    }

    @Test
    void theCursorOfOneExecutionIsItsEventId() {
        assertThat(VectorCursor.parse("12-345", 1).orElseThrow().at(0)).isEqualTo(new EventId(12, 345));
    }

    @Test
    void aPartMovesOnByItself() {
        VectorCursor cursor = new VectorCursor(3);
        cursor.advance(1, new EventId(9, 5));
        cursor.advance(1, new EventId(10, 5));
        assertThat(cursor).hasToString(",10-5,");
        assertThat(cursor.at(0)).isNull();
    }
}
