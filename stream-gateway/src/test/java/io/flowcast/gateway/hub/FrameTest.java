package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {

    @Test
    void aFrameOfTheChannelAndOneOfTheLogAreTheSameBytes() {
        String message = "12-345 workflow.completed {\"message\":\"Grüße 𝄞 a b\"}";
        Frame published = Frame.ofMessage(bytes(message)).orElseThrow();
        Frame logged = Frame.of(EventMessage.parse(message).orElseThrow());
        assertThat(text(published))
                .isEqualTo("id: 12-345\nevent: workflow.completed\ndata: {\"message\":\"Grüße 𝄞 a b\"}\n\n")
                .isEqualTo(text(logged));
        assertThat(published.terminal()).isTrue();
        assertThat(logged.terminal()).isTrue();
    }

    @Test
    void aLineBreakCannotEndAFieldEarly() {
        Frame frame =
                Frame.ofMessage(bytes("1-1 node.log {\"a\":\n1,\r\n\"b\":2}")).orElseThrow();
        assertThat(text(frame)).isEqualTo("id: 1-1\nevent: node.log\ndata: {\"a\": 1,  \"b\":2}\n\n");
    }

    @Test
    void whatIsNoEventIsNoFrame() {
        for (String message : List.of("", "alive", "1-1 node.log", "x node.log {}", "01-1 node.log {}")) {
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
