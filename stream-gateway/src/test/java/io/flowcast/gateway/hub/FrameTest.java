package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {

    @Test
    void aFrameOfTheChannelAndOneOfTheLogAreTheSameBytes() {
        EventBatch batch =
                new EventBatch(EventId.of("12-345"), "node.log {}\nworkflow.completed {\"message\":\"Grüße 𝄞 a b\"}");
        List<Frame> frames = Frame.ofMessage(bytes(batch.message()));
        assertThat(frames).extracting(Frame::id).containsExactly(EventId.of("11-345"), EventId.of("12-345"));
        Frame published = frames.getLast();
        Frame logged = Frame.of(batch.events().getLast());
        assertThat(text(published))
                .isEqualTo("id: 12-345\nevent: workflow.completed\ndata: {\"message\":\"Grüße 𝄞 a b\"}\n\n")
                .isEqualTo(text(logged));
        assertThat(published.terminal()).isTrue();
        assertThat(logged.terminal()).isTrue();
    }

    @Test
    void aLineBreakCannotEndAFieldEarly() {
        Frame frame = Frame.of(new EventMessage(EventId.of("1-1"), "node.log", "{\"a\":\n1,\r\n\"b\":2}"));
        assertThat(text(frame)).isEqualTo("id: 1-1\nevent: node.log\ndata: {\"a\": 1,  \"b\":2}\n\n");
    }

    @Test
    void whatIsNoEventIsNoFrame() {
        for (String message : List.of(
                "",
                "alive",
                "1-1",
                "1-1\n",
                "1-1\nnode.log",
                "x\nnode.log {}",
                "01-1\nnode.log {}",
                "1-1\na {}\nb {}")) {
            assertThat(Frame.ofMessage(bytes(message))).as(message).isEmpty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.UTF_8);
    }
}
