package io.flowcast.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                        | true",
                "*/*                                     | true",
                "*                                       | true",
                "text/*                                  | true",
                "Text/Event-Stream                       | true",
                "text/event-stream; charset=utf-8        | true",
                "text/html, */*;q=0.8                    | true",
                "text/html,text/event-stream;q=0.1       | true",
                "application/json                        | false",
                "text/html, application/xhtml+xml        | false",
                "text/event-stream;q=0                   | false",
                "text/event-stream;q=0.000, */*          | false",
                "text/*;q=0, */*                         | false",
                "text/*;q=0, text/event-stream           | true",
                "nonsense                                | false",
                ",;,                                     | false",
            })
    void theMostSpecificRangeDecides(String header, boolean taken) {
        assertThat(Accept.takes(header, "text/event-stream")).isEqualTo(taken);
    }
}
