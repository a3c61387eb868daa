package io.flowcast.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.ExecutionSnapshot.Node;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final long START = 1_764_000_000_010L;
    private static final List<Outline.Node> ORDER = List.of(
            new Outline.Node("reserve", "Reserve the goods"),
            new Outline.Node("charge", "Charge the card"),
            new Outline.Node("pause", "pause"),
            new Outline.Node("reject", "Ablehnen, 拒绝"),
            new Outline.Node("bill", "bill"));
    private static final List<Outline.Edge> WAYS = List.of(
            new Outline.Edge("reserve", "charge"),
            new Outline.Edge("reserve", "reject"),
            new Outline.Edge("charge", "pause"),
            new Outline.Edge("pause", "bill"));

    @Test
    void aRunningExecutionIsDrawnAsItsGraph() throws IOException {
        ExecutionSnapshot running = Golden.read("snapshots/running.json", ExecutionSnapshot.class);
        assertScreen("running", Glyphs.UNICODE, ORDER, WAYS, running, START + 300, 24, 100);
        assertScreen("running-ascii", Glyphs.ASCII, ORDER, WAYS, running, START + 300, 24, 100);
        assertScreen("running-narrow", Glyphs.UNICODE, ORDER, WAYS, running, START + 300, 24, 48);
    }

    @Test
    void aFailedOneSaysWhere() throws IOException {
        ExecutionSnapshot failed = Golden.read("snapshots/failed.json", ExecutionSnapshot.class);
        assertScreen("failed", Glyphs.UNICODE, ORDER, WAYS, failed, START, 24, 100);
    }

    @Test
    void oneThatNobodyHasTakenUpIsDrawnAsWell() throws IOException {
        ExecutionSnapshot pending = Golden.read("snapshots/pending.json", ExecutionSnapshot.class);
        assertScreen("pending", Glyphs.UNICODE, ORDER, WAYS, pending, START + 5, 24, 100);
    }

    @Test
    void nodesWaitAndTellHowFarTheyAre() throws IOException {
        Map<String, Node> nodes = new LinkedHashMap<>();
        nodes.put("each", node(NodeStatus.RUNNING, null, null, null, new Progress(300, 1000L, 2L)));
        nodes.put("count", node(NodeStatus.RUNNING, null, null, null, new Progress(7, null, null)));
        nodes.put("ask", node(NodeStatus.WAITING, null, "approved", START + 3_600_000, null));
        nodes.put(
                "ship",
                new Node(
                        NodeStatus.WAITING,
                        START,
                        null,
                        null,
                        2,
                        null,
                        null,
                        null,
                        null,
                        null,
                        ExecutionId.of("wf_exec_0_01KAVQ7D1H4W9S8V3P6N0Q5ABC"),
                        null,
                        null));
        nodes.put("gone", node(NodeStatus.CANCELLED, 120L, null, null, null));
        nodes.put(
                "kept",
                new Node(
                        NodeStatus.COMPLETED, null, START, null, null, null, null, null, null, null, null, true, null));
        assertScreen("waiting", Glyphs.UNICODE, List.of(), List.of(), state(nodes), START + 65_000, 24, 110);
    }

    @Test
    void whatDoesNotFitIsCountedAndWhatMattersIsShown() throws IOException {
        List<Outline.Node> graph = IntStream.range(0, 300)
                .mapToObj(n -> new Outline.Node("n" + n, "n" + n))
                .toList();
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (int n = 0; n < 120; n++) {
            nodes.put("n" + n, ended(n == 40 ? NodeStatus.FAILED : NodeStatus.COMPLETED, START + n, n));
        }
        for (int n = 120; n < 124; n++) {
            nodes.put("n" + n, node(NodeStatus.RUNNING, null, null, null, null));
        }
        ExecutionSnapshot state = state(nodes);
        assertScreen("three-hundred", Glyphs.UNICODE, graph, List.of(), state, START + 2_000, 12, 80);
        assertThat(lines(Glyphs.UNICODE, graph, List.of(), state, START, 3, 80)).hasSize(3);
        assertThat(lines(Glyphs.UNICODE, graph, List.of(), state, START, 400, 80))
                .hasSize(301);
    }

    @Test
    void noLineIsWiderThanTheTerminalAndNoTextMovesTheCursor() throws IOException {
        Map<String, Node> nodes = Map.of("a", ended(NodeStatus.FAILED, START, 1));
        List<Outline.Node> graph = List.of(new Outline.Node("a", "\033[2J拒绝拒绝\u009b1m\n拒绝拒绝拒绝拒绝拒绝拒绝拒绝"));
        for (int columns = 1; columns < 120; columns++) {
            for (String line : lines(Glyphs.UNICODE, graph, List.of(), state(nodes), START, 24, columns)) {
                assertThat(Text.width(line)).isLessThanOrEqualTo(columns);
                assertThat(line).doesNotContain("\033", "\u009b", "\n");
            }
        }
    }

    @Test
    void withColoursTheLinesAreAsWide() {
        Line line = new Line().add(Style.RED, "abc").add("def").add(Style.DIM, "ghi");
        assertThat(line.inColumns(7, true, "…")).isEqualTo("\033[31mabc\033[0mdef\033[2m…\033[0m");
        assertThat(line.inColumns(9, false, "…")).isEqualTo("abcdefghi");
        assertThat(line.inColumns(5, false, "…")).isEqualTo("abcd…");
    }

    @Test
    void everyEventHasASentence() throws IOException {
        List<String> sentences = new ArrayList<>();
        for (String name : GOLDEN_EVENTS) {
            sentences.add(
                    "%-28s %s".formatted(name, Sentences.of(Golden.read("events/" + name + ".json", Event.class))));
        }
        for (String name : List.of("pending", "running", "failed")) {
            sentences.add("%-28s %s"
                    .formatted(
                            name, Sentences.of(Golden.read("snapshots/" + name + ".json", ExecutionSnapshot.class))));
        }
        Golden.assertScreen("sentences", sentences);
    }

    private static final List<String> GOLDEN_EVENTS = List.of(
            "workflow.queued",
            "workflow.started",
            "workflow.started-retry",
            "workflow.started-rerun",
            "workflow.started-child",
            "workflow.paused",
            "workflow.resumed",
            "workflow.completed",
            "workflow.failed",
            "workflow.cancelled",
            "execution.claimed",
            "execution.waiting",
            "signal.received",
            "signal.received-named",
            "node.started",
            "node.completed",
            "node.completed-reused",
            "node.failed",
            "node.retrying",
            "node.skipped",
            "node.waiting",
            "node.waiting-for-child",
            "node.waiting-for-named-signal",
            "node.cancelled",
            "node.progress",
            "node.progress-count",
            "node.log");

    private static Node node(NodeStatus status, Long duration, String signal, Long until, Progress progress) {
        return new Node(status, START, null, duration, 1, until, null, null, null, signal, null, null, progress);
    }

    private static Node ended(NodeStatus status, long end, long duration) {
        Problem error =
                status == NodeStatus.FAILED ? Problem.node("server", "Bad Gateway", "POST /x answered 502") : null;
        return new Node(status, end - duration, end, duration, 1, null, null, error, null, null, null, null, null);
    }

    private static ExecutionSnapshot state(Map<String, Node> nodes) {
        return new ExecutionSnapshot(
                "execution.snapshot",
                ExecutionId.of("wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ"),
                9,
                new EventId(9, 7),
                START,
                "requested",
                "w",
                "Work",
                1,
                ExecutionStatus.RUNNING,
                START,
                null,
                null,
                null,
                List.of(),
                nodes);
    }

    private static void assertScreen(
            String name,
            Glyphs glyphs,
            List<Outline.Node> nodes,
            List<Outline.Edge> edges,
            ExecutionSnapshot state,
            long now,
            int rows,
            int columns)
            throws IOException {
        Golden.assertScreen(name, lines(glyphs, nodes, edges, state, now, rows, columns));
    }

    private static List<String> lines(
            Glyphs glyphs,
            List<Outline.Node> nodes,
            List<Outline.Edge> edges,
            ExecutionSnapshot state,
            long now,
            int rows,
            int columns) {
        return new Screen(Outline.of(nodes, edges), glyphs)
                .lines(state, now, "", rows).stream()
                        .map(line -> line.inColumns(columns, false, glyphs.ellipsis()))
                        .toList();
    }
}
