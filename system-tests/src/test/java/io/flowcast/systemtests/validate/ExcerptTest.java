package io.flowcast.systemtests.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a person gets to see of a violation. */
class ExcerptTest {
    private static final String ID = "wf_exec_0_X";
    private static final int LAST = 30;
    private static final List<Entry> LOG = IntStream.rangeClosed(1, LAST)
            .mapToObj(seq -> new Entry(seq + "-7", type(seq), "{}"))
            .toList();

    @Test
    void ofAHoleThereAreItsEdgesTheirNeighboursAndTheSamePartOfTheLog() {
        History holed = history(connection(null, 1, 10), connection("10-7", 11, 17), connection("18-7", 19, LAST));

        assertThat(excerpt(new Complete(), holed)).isEqualTo("""
                  … 1 connection without any of it
                  g from 10-7, 200, ended by SERVER
                    … 5 more
                    16-7 node.started {}
                  > 17-7 node.started {}
                  g from 18-7, 200, ended by SERVER
                  > 19-7 node.started {}
                    20-7 node.started {}
                    … 10 more
                  the log, of 30 events:
                    … 15 more
                    16-7 node.started {}
                  > 17-7 node.started {}
                    18-7 node.started {}
                  > 19-7 node.started {}
                    20-7 node.started {}
                    … 10 more
                """);
    }

    @Test
    void ofWhatCameTwiceThereAreBothAndNothingOfTheConnectionsInBetween() {
        History twice = history(
                connection(null, 1, 5),
                connection("5-7", 6, 7),
                connection("7-7", 8, 9),
                connection("9-7", 5, 5),
                connection("9-7", 10, LAST));

        assertThat(excerpt(new Unique(), twice)).startsWith("""
                  g from null, 200, ended by SERVER
                    … 3 more
                    4-7 node.started {}
                  > 5-7 node.started {}
                  … 2 connections without any of it
                  g from 9-7, 200, ended by SERVER
                  > 5-7 node.started {}
                  … 1 connection without any of it
                """);
    }

    @Test
    void whereTheWholeIsWrongThereIsHowItBeginsAndEnds() {
        History good = history(connection(null, 1, LAST));
        Violation violation = Violation.ofAll("the state is another");

        assertThat(Excerpt.of(good, violation, LOG, List.of()).lines())
                .containsSubsequence("  > 1-7 workflow.started {}", "    … 26 more", "  > 30-7 workflow.completed {}")
                .hasSizeLessThan(15);
    }

    @Test
    void ofTheServersThereIsWhatTheyWroteLastOfThisExecution() {
        List<String> lines = new ArrayList<>(List.of("executor-1 of another"));
        IntStream.rangeClosed(1, 20).forEach(i -> lines.add("gateway-2 line " + i + " of " + ID));

        assertThat(Excerpt.of(history(connection(null, 1, LAST)), Violation.ofAll("wrong"), LOG, lines)
                        .lines())
                .contains("  the services, of 20 lines:", "    gateway-2 line 20 of " + ID)
                .doesNotContain("    gateway-2 line 12 of " + ID)
                .noneMatch(line -> line.contains("another"));
    }

    @Test
    void nothingIsLongerThanALine() {
        Frame endless = Frame.of("1-7", "node.started", "x".repeat(10_000));
        History history = new History(ID, List.of(new Connection("g", null, 200, List.of(endless), End.SERVER)));

        assertThat(Excerpt.of(history, Violation.ofAll("wrong"), List.of(), List.of())
                        .lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(250));
    }

    private static String excerpt(Validator validator, History history) {
        Violation first = validator.broken(history).getFirst();
        return Excerpt.of(history, first, LOG, List.of());
    }

    private static History history(Connection... connections) {
        return new History(ID, List.of(connections));
    }

    /** With the events from one number to another. */
    private static Connection connection(@Nullable String cursor, int from, int to) {
        List<Frame> frames = IntStream.rangeClosed(from, to)
                .mapToObj(seq -> Frame.of(seq + "-7", type(seq), "{}"))
                .toList();
        return new Connection("g", cursor, 200, frames, End.SERVER);
    }

    private static String type(int seq) {
        return seq == 1 ? "workflow.started" : seq == LAST ? "workflow.completed" : "node.started";
    }
}
