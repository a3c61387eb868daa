package io.flowcast.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Drawn on a terminal that knows the few sequences that are used. */
class RegionTest {
    private static final Size SIZE = new Size(10, 40);
    private final Region region = new Region();
    private final TinyTerminal terminal = new TinyTerminal();

    @Test
    void whatIsDrawnStandsThere() {
        draw("one", "two", "three");
        assertThat(terminal.lines()).containsExactly("one", "two", "three", "");
    }

    @Test
    void onlyWhatChangedIsSentAndNothingWhereNothingDid() {
        draw("one", "two", "three");
        assertThat(draw("one", "2", "three")).contains("2").doesNotContain("one", "three");
        assertThat(terminal.lines()).containsExactly("one", "2", "three", "");
        assertThat(draw("one", "2", "three")).isEmpty();
    }

    @Test
    void linesThatAreGoneAreErased() {
        terminal.feed("$ flowcast\r\n");
        draw("one", "two", "three");
        draw("only");
        assertThat(terminal.lines()).containsExactly("$ flowcast", "only", "");
    }

    @Test
    void aSentenceStandsAboveWhatIsDrawnNext() {
        draw("one", "two");
        terminal.feed(region.erase() + "connection lost\r\n");
        draw("one", "two");
        assertThat(terminal.lines()).containsExactly("connection lost", "one", "two", "");
    }

    @Test
    void whateverIsDrawnAfterWhateverIsWhatStandsThere() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            String[] lines = IntStream.range(0, 1 + random.nextInt(8))
                    .mapToObj(line -> "line " + line + "x".repeat(random.nextInt(3)))
                    .toArray(String[]::new);
            draw(lines);
            assertThat(terminal.lines()).startsWith(lines).hasSize(lines.length + 1);
        }
    }

    @Test
    void aNarrowerWindowIsDrawnAnew() {
        draw("a line of some width", "two");
        String sent = region.draw(lines("a line of some width", "two"), new Size(10, 10), false, "…");
        // What stood there now takes three rows: two and one.
        assertThat(sent).contains("\033[3F\033[J").contains("a line of…");
    }

    private String draw(String... lines) {
        String sent = region.draw(lines(lines), SIZE, false, "…");
        terminal.feed(sent);
        return sent;
    }

    private static List<Line> lines(String... lines) {
        return Arrays.stream(lines).map(text -> new Line().add(text)).toList();
    }
}
