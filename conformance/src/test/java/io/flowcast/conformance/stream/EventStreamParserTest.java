package io.flowcast.conformance.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.conformance.stream.EventStreamParser.Ending;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of WHATWG HTML 9.2.6, and what is easily got wrong. */
class EventStreamParserTest {

    @Test
    void dataOfSeveralLinesIsJoined() {
        assertThat(events("data: YHOO\ndata: +2\ndata: 10\n\n")).singleElement().satisfies(event -> {
            assertThat(event.data()).isEqualTo("YHOO\n+2\n10");
            assertThat(event.event()).isEqualTo("message");
        });
    }

    @Test
    void commentsAreNoEventsAndAnEmptyIdIsAnId() {
        List<Block> events =
                events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n");
        assertThat(events.stream().map(Block::data)).containsExactly("first event", "second event", " third event");
        assertThat(events.get(0).id()).hasValue("1");
        assertThat(events.get(1).id()).hasValue("");
        assertThat(events.get(2).id()).isEmpty();
    }

    @Test
    void whatTheStreamEndsInIsNoEvent() {
        EventStreamParser parser = parsed("data\n\ndata\ndata\n\ndata:");
        assertThat(parser.blocks().stream().map(Block::data)).containsExactly("", "\n");
        assertThat(parser.unfinished()).hasValue("data:");
    }

    @Test
    void oneSpaceAfterTheColonIsNoPartOfTheData() {
        assertThat(events("data:test\n\ndata: test\n\n").stream().map(Block::data))
                .containsExactly("test", "test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void linesEndInThreeWays(String ending) {
        EventStreamParser parser = parsed("event: a\ndata: 1\n\ndata: 2\n\n".replace("\n", ending));
        assertThat(parser.blocks().stream().map(Block::data)).containsExactly("1", "2");
        assertThat(parser.endings().keySet())
                .containsExactly(ending.equals("\n") ? Ending.LF : ending.equals("\r") ? Ending.CR : Ending.CRLF);
    }

    @Test
    void aMarkAtTheBeginningIsPassedOverAndOneWithinIsAFault() {
        assertThat(parsed("\uFEFFdata: 1\n\n").faults()).isEmpty();
        assertThat(events("\uFEFFdata: 1\n\n")).hasSize(1);
        assertThat(parsed("data: 1\n\n\uFEFFdata: 2\n\n").faults()).hasSize(1);
        assertThat(parsed("\uFEFF\uFEFFdata: 1\n\n").blocks().getFirst().dispatches())
                .isFalse();
    }

    @Test
    void anIdWithNulIsNone() {
        assertThat(events("id: 1\0\ndata: x\n\n").getFirst().id()).isEmpty();
    }

    @Test
    void whatIsNotUtf8IsAFault() {
        EventStreamParser parser = new EventStreamParser();
        parser.feed(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xc3, '\n', '\n'});
        assertThat(parser.faults()).hasSize(1);
        assertThat(parsed("data: \u20ac\n\n").faults()).isEmpty();
    }

    @Test
    void fieldsThatAreNoneAreSeen() {
        assertThat(parsed("dataa: x\nDATA: y\n\n").blocks().getFirst().lines()).noneMatch(Line::known);
    }

    /** Wherever the network cuts it. */
    @Test
    void aByteAtATimeOrAllAtOnceIsTheSame() {
        Random random = new Random(7);
        String letters = "\r\n\r\n: dataeventidry1\u20ac\uFEFF\0";
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            EventStreamParser whole = new EventStreamParser();
            whole.feed(bytes);
            for (int cut = 0; cut <= bytes.length; cut++) {
                EventStreamParser halves = new EventStreamParser();
                halves.feed(Arrays.copyOfRange(bytes, 0, cut));
                halves.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
                assertThat(halves.blocks()).isEqualTo(whole.blocks());
                assertThat(halves.endings()).isEqualTo(whole.endings());
                assertThat(halves.unfinished()).isEqualTo(whole.unfinished());
            }
        }
    }

    private static EventStreamParser parsed(String text) {
        EventStreamParser parser = new EventStreamParser();
        parser.feed(text.getBytes(StandardCharsets.UTF_8));
        return parser;
    }

    private static List<Block> events(String text) {
        return parsed(text).blocks().stream().filter(Block::dispatches).toList();
    }
}
