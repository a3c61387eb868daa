package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.EventStreamGrammar;
import io.flowcast.events.Property;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever an event says, and wherever its bytes are split on their way, a reader that obeys the standard reads just that. */
class FramePropertiesTest {

    @Test
    void framesReadAsTheyWereWritten() {
        Property.holds(5_000, random -> {
            List<EventMessage> events = events(random);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (EventMessage event : events) {
                bytes.writeBytes(Frame.of(event).bytes());
            }

            assertThat(inPieces(bytes.toByteArray(), random))
                    .isEqualTo(events.stream()
                            .map(event -> new EventStreamGrammar.Message(
                                    event.id().toString(), event.type(), onOneLine(event.data())))
                            .toList());
        });
    }

    @Test
    void aMessageOfTheChannelGivesTheSameFramesAsTheLog() {
        Property.holds(5_000, random -> {
            List<EventMessage> events = events(random).stream()
                    .map(event -> new EventMessage(event.id(), event.type(), onOneLine(event.data())))
                    .toList();
            StringBuilder text = new StringBuilder();
            for (EventMessage event : events) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(event.type())
                        .append(' ')
                        .append(event.data());
            }
            EventBatch batch = new EventBatch(events.getLast().id(), text.toString());

            List<Frame> frames = Frame.ofMessage(batch.message().getBytes(StandardCharsets.UTF_8));

            assertThat(frames).hasSameSizeAs(events);
            for (int i = 0; i < events.size(); i++) {
                Frame logged = Frame.of(events.get(i));
                assertThat(frames.get(i).id()).isEqualTo(logged.id());
                assertThat(frames.get(i).bytes()).isEqualTo(logged.bytes());
                assertThat(frames.get(i).terminal()).isEqualTo(logged.terminal());
            }
        });
    }

    @Test
    void anyMessageAtAllIsFramesOrNone() {
        Property.holds(20_000, random -> {
            byte[] message = (random.nextBoolean() ? "3-5\n" : "")
                    .concat(Property.text(random, 30))
                    .getBytes(StandardCharsets.UTF_8);
            if (random.nextInt(4) == 0) {
                random.nextBytes(message);
            }
            Frame.ofMessage(message)
                    .forEach(
                            frame -> assertThat(inPieces(frame.bytes(), random)).hasSizeLessThanOrEqualTo(1));
        });
    }

    @Test
    void cursorsOfManyReadAsTheyWereWritten() {
        Property.holds(5_000, random -> {
            VectorCursor cursor = new VectorCursor(random.nextInt(1, 8));
            for (int i = 0; i < cursor.size(); i++) {
                if (random.nextBoolean()) {
                    cursor.advance(i, id(random));
                }
            }
            byte[] written = new byte[400];
            String text = new String(written, 0, cursor.put(written, 0), StandardCharsets.US_ASCII);

            VectorCursor read = VectorCursor.parse(text, cursor.size()).orElseThrow();
            for (int i = 0; i < cursor.size(); i++) {
                assertThat(read.at(i)).isEqualTo(cursor.at(i));
            }
            Optional<VectorCursor> ofMore = VectorCursor.parse(text, cursor.size() + 1);
            assertThat(ofMore).isEmpty();
            String other = text + Property.text(random, 3);
            VectorCursor.parse(other, cursor.size()).ifPresent(same -> {
                byte[] again = new byte[500];
                assertThat(new String(again, 0, same.put(again, 0), StandardCharsets.US_ASCII))
                        .isEqualTo(other);
            });
        });
    }

    private static List<EventStreamGrammar.Message> inPieces(byte[] bytes, RandomGenerator random) {
        EventStreamGrammar reader = new EventStreamGrammar();
        List<EventStreamGrammar.Message> messages = List.of();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + random.nextInt(1, 9));
            messages = reader.read(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return messages;
    }

    private static List<EventMessage> events(RandomGenerator random) {
        EventId first = id(random);
        List<EventMessage> events = new ArrayList<>();
        for (int i = 0, count = random.nextInt(1, 5); i < count; i++) {
            String type = Property.oneOf(random, List.of("node.log", "workflow.completed", "later.type"));
            String data = "{" + Property.text(random, 40) + "}";
            events.add(new EventMessage(new EventId(first.seq() + i, first.fence()), type, data));
        }
        return events;
    }

    private static EventId id(RandomGenerator random) {
        return new EventId(random.nextLong(1, 1L << 40), random.nextLong(1L << 50));
    }

    private static String onOneLine(String data) {
        return data.replace('\n', ' ').replace('\r', ' ');
    }
}
