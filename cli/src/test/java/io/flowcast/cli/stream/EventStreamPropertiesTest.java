package io.flowcast.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventStreamGrammar;
import io.flowcast.events.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Any event stream is read as the standard reads it, in whatever pieces it comes. */
class EventStreamPropertiesTest {
    private static final List<String> STARTS = List.of(
            "data", "data:", "data: ", "event:", "event: ", "id:", "id: ", "retry: ", ":", "other: ", " data:", "");
    private static final List<String> ENDS = List.of("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\r\r", "\n\r");

    @Test
    void anyStreamIsReadAsTheStandardReadsIt() {
        Property.holds(20_000, random -> {
            byte[] bytes = stream(random).getBytes(StandardCharsets.UTF_8);

            assertThat(read(bytes, random)).isEqualTo(new EventStreamGrammar().read(bytes));
        });
    }

    private static String stream(RandomGenerator random) {
        StringBuilder stream = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
        for (int lines = random.nextInt(12); lines > 0; lines--) {
            String value = random.nextInt(4) == 0 ? "" : Property.text(random, 6);
            stream.append(Property.oneOf(random, STARTS)).append(value).append(Property.oneOf(random, ENDS));
        }
        return stream.toString();
    }

    private static List<EventStreamGrammar.Message> read(byte[] bytes, RandomGenerator random) {
        List<EventStreamGrammar.Message> messages = new ArrayList<>();
        String id = "";
        try (EventStreamReader reader = new EventStreamReader(new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] to, int at, int most) {
                return super.read(to, at, Math.min(most, random.nextInt(1, 6)));
            }
        })) {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                id = frame.id() == null ? id : frame.id();
                messages.add(new EventStreamGrammar.Message(id, frame.event(), frame.data()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return messages;
    }
}
