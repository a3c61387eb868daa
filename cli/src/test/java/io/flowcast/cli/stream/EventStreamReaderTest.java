package io.flowcast.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamReaderTest {

    @Test
    void aFrameHasIdTypeAndData() throws IOException {
        assertThat(frames("id: 1-7\nevent: node.started\ndata: {}\n\n"))
                .containsExactly(new Frame("1-7", "node.started", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesEndInThreeWays(String end) throws IOException {
        String stream = "id: 1\ndata: a\ndata: b\n\ndata: c\n\n".replace("\n", end);
        assertThat(frames(stream)).containsExactly(new Frame("1", "message", "a\nb"), new Frame(null, "message", "c"));
    }

    @Test
    void aByteOrderMarkACommentAndUnknownFieldsAreNothing() throws IOException {
        assertThat(frames("\uFEFF: keepalive\n\nfoo: bar\ndata\n\n:\ndata:x\n\n"))
                .containsExactly(new Frame(null, "message", ""), new Frame(null, "message", "x"));
    }

    @Test
    void oneSpaceBelongsToTheColonAndNoMore() throws IOException {
        assertThat(frames("data:  two\n\n")).containsExactly(new Frame(null, "message", " two"));
    }

    @Test
    void withoutDataThereIsNoFrameAndWithoutAnEmptyLineNeither() throws IOException {
        assertThat(frames("id: 1\nevent: a\n\ndata: x\n\nid: 2\ndata: cut sho"))
                .containsExactly(new Frame("1", "message", "x"));
    }

    @Test
    void anIdWithANullCharacterIsIgnored() throws IOException {
        assertThat(frames("id: 1\nid: a\0b\ndata: x\n\n")).containsExactly(new Frame("1", "message", "x"));
    }

    @Test
    void theServersPauseIsKeptWhereItIsANumber() throws IOException {
        EventStreamReader reader = reader("retry: 2113\nretry: soon\n\ndata: x\n\n");
        assertThat(reader.retry()).isEmpty();
        assertThat(reader.next()).isNotNull();
        assertThat(reader.retry()).contains(Duration.ofMillis(2113));
    }

    private static EventStreamReader reader(String stream) {
        return new EventStreamReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Frame> frames(String stream) throws IOException {
        EventStreamReader reader = reader(stream);
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
        return frames;
    }
}
