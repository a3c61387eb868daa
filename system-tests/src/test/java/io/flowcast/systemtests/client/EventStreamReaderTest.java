package io.flowcast.systemtests.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.history.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamReaderTest {

    @Test
    void cutsTheStreamIntoFramesAndKeepsComments() throws IOException {
        List<Frame> frames = read("""
                : keepalive

                retry: 2000
                id: 1-7
                event: node.log
                data: {"a":
                data:1}

                data

                id: 2-7
                event: unfinished
                """);

        assertThat(frames).hasSize(3);
        assertThat(frames.get(0).comments()).containsExactly("keepalive");
        assertThat(frames.get(1)).isEqualTo(frame("1-7", "node.log", "{\"a\":\n1}", "2000"));
        assertThat(frames.get(2).data()).isEmpty();
    }

    private static Frame frame(String id, String event, String data, String retry) {
        return new Frame(id, event, data, retry, List.of(), Instant.EPOCH);
    }

    private static List<Frame> read(String text) throws IOException {
        EventStreamReader reader = new EventStreamReader(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }
}
