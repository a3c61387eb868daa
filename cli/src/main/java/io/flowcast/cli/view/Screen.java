package io.flowcast.cli.view;

import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.ExecutionSnapshot.Node;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An execution as lines: a head, then every node at its place in the graph. Where that does not fit, only what runs, what failed
 * and what ended last, and how many others there are. Plain: the same state, time and size give the same lines.
 */
final class Screen {
    private static final int MOST_INDENT = 24;
    private static final int WIDEST_LABEL = 44;
    private static final int LONGEST_TIME = 6;
    private static final Node PENDING =
            new Node(NodeStatus.PENDING, null, null, null, null, null, null, null, null, null, null, null, null);

    private final List<Outline.Row> rows;
    private final Glyphs glyphs;

    Screen(List<Outline.Row> rows, Glyphs glyphs) {
        this.rows = rows;
        this.glyphs = glyphs;
    }

    /**
     * The lines at this moment.
     *
     * @param now epoch milliseconds of the server
     * @param connection what there is to say about it; nothing where all is well
     * @param most how many lines there may be, three or more
     */
    List<Line> lines(ExecutionSnapshot state, long now, String connection, int most) {
        List<Line> lines = new ArrayList<>();
        lines.add(head(state, now, connection));
        List<Outline.Row> all = known(state);
        boolean fits = all.size() < most;
        List<Outline.Row> shown = fits ? all : chosen(all, state, most - 2);
        int column = shown.stream().mapToInt(row -> width(row, fits)).max().orElse(0);
        for (Outline.Row row : shown) {
            lines.add(line(row, fits ? indent(row) : "", column, state, now));
        }
        if (!fits) {
            lines.add(rest(all, shown, state));
        }
        return lines;
    }

    /** Of what stands left of the times: margins, indent, sign, label. */
    private int width(Outline.Row row, boolean indented) {
        return 6 + (indented ? Text.width(indent(row)) : 0) + Text.width(label(row.node()));
    }

    private Line head(ExecutionSnapshot state, long now, String connection) {
        long end = state.endTime() == null ? now : state.endTime();
        long time = state.executionTime() == null ? end - state.startTime() : state.executionTime();
        Style style = Glyphs.style(state.status());
        Line head = new Line()
                .add(style, glyphs.of(state.status(), now) + " ")
                .add(Style.BOLD, Text.clean(state.workflowName()))
                .add(" v" + state.version() + "  ")
                .add(style, state.status().wire())
                .add("  " + Durations.inWords(time));
        if (!connection.isEmpty()) {
            head.add("  ").add(Style.YELLOW, connection);
        }
        return head.add(Style.DIM, "  " + state.executionId());
    }

    /** The graph, and after it what only events have named. */
    private List<Outline.Row> known(ExecutionSnapshot state) {
        Set<String> drawn = rows.stream().map(row -> row.node().id()).collect(Collectors.toSet());
        List<Outline.Row> all = new ArrayList<>(rows);
        state.nodes().keySet().stream()
                .filter(id -> !drawn.contains(id))
                .forEach(id -> all.add(new Outline.Row(new Outline.Node(id, id), List.of(), false)));
        return all;
    }

    private Line line(Outline.Row row, String indent, int column, ExecutionSnapshot state, long now) {
        Node node = state.nodes().getOrDefault(row.node().id(), PENDING);
        Style style = Glyphs.style(node.status());
        Line line = new Line()
                .add("  ")
                .add(Style.DIM, indent)
                .add(style, glyphs.of(node.status(), now) + " ")
                .add(node.status() == NodeStatus.PENDING ? Style.DIM : Style.PLAIN, label(row.node()));
        String time = time(node, state, now);
        String notes = notes(node, now);
        if (time.isEmpty() && notes.isEmpty()) {
            return line;
        }
        line.to(column + Math.max(0, LONGEST_TIME - time.length())).add(time);
        return notes.isEmpty() ? line : line.add("  ").add(notesStyle(node), notes);
    }

    private static String time(Node node, ExecutionSnapshot state, long now) {
        if (node.duration() != null) {
            return Durations.inWords(node.duration());
        }
        Long end = state.endTime() == null ? Long.valueOf(now) : state.endTime();
        return node.startTime() == null ? "" : Durations.inWords(end - node.startTime());
    }

    private String notes(Node node, long now) {
        List<String> notes = new ArrayList<>();
        switch (node.status()) {
            case SKIPPED, CANCELLED -> notes.add(node.status().wire());
            case WAITING -> notes.add(waits(node, now));
            case PENDING, RUNNING, RETRYING, COMPLETED, FAILED -> {}
        }
        if (node.progress() != null) {
            notes.add(
                    node.progress().total() == null
                            ? node.progress().done() + " done"
                            : node.progress().done() + " of " + node.progress().total());
            if (node.progress().failed() != null && node.progress().failed() > 0) {
                notes.add(node.progress().failed() + " failed");
            }
        }
        if (Boolean.TRUE.equals(node.reused())) {
            notes.add("taken over");
        }
        if (node.attempt() != null && (node.attempt() > 1 || node.status() == NodeStatus.RETRYING)) {
            notes.add("attempt " + node.attempt());
        }
        if (node.retryAt() != null) {
            notes.add("again in " + Durations.inWords(node.retryAt() - now));
        }
        if (node.error() != null) {
            notes.add(error(node.error()));
        }
        return Text.clean(String.join(glyphs.dot(), notes));
    }

    private static String waits(Node node, long now) {
        String what = node.signal() != null
                ? "waits for the signal " + node.signal()
                : node.childId() != null ? "waits for " + node.childId() : "waits";
        return node.until() == null ? what : what + ", " + Durations.inWords(node.until() - now) + " left";
    }

    private static String error(Problem error) {
        return error.type() + ": " + error.title() + (error.detail() == null ? "" : ": " + error.detail());
    }

    private static Style notesStyle(Node node) {
        return node.error() == null ? Style.DIM : Glyphs.style(node.status());
    }

    /** What runs first, then what failed, then what ended last; in the order of the graph. */
    private static List<Outline.Row> chosen(List<Outline.Row> all, ExecutionSnapshot state, int most) {
        List<String> candidates = new ArrayList<>();
        ids(state, NodeStatus::started).forEach(candidates::add);
        ids(state, status -> status == NodeStatus.FAILED).forEach(candidates::add);
        state.nodes().entrySet().stream()
                .filter(node -> node.getValue().endTime() != null)
                .sorted((one, other) -> Long.compare(end(other.getValue()), end(one.getValue())))
                .map(Map.Entry::getKey)
                .forEach(candidates::add);
        Set<String> chosen = candidates.stream().distinct().limit(most).collect(Collectors.toCollection(HashSet::new));
        return all.stream().filter(row -> chosen.contains(row.node().id())).toList();
    }

    private interface Which {
        boolean is(NodeStatus status);
    }

    private static List<String> ids(ExecutionSnapshot state, Which which) {
        return state.nodes().entrySet().stream()
                .filter(node -> which.is(node.getValue().status()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long end(Node node) {
        return Objects.requireNonNullElse(node.endTime(), 0L);
    }

    private Line rest(List<Outline.Row> all, List<Outline.Row> shown, ExecutionSnapshot state) {
        Map<NodeStatus, Integer> counts = new EnumMap<>(NodeStatus.class);
        List<Outline.Row> hidden = new ArrayList<>(all);
        hidden.removeAll(new HashSet<>(shown));
        for (Outline.Row row : hidden) {
            @Nullable Node node = state.nodes().get(row.node().id());
            counts.merge(node == null ? NodeStatus.PENDING : node.status(), 1, Integer::sum);
        }
        String others = counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().wire())
                .collect(Collectors.joining(glyphs.dot()));
        return new Line().add(Style.DIM, "  " + glyphs.ellipsis() + " " + hidden.size() + " more: " + others);
    }

    private String indent(Outline.Row row) {
        StringBuilder indent = new StringBuilder();
        int last = row.rails().size() - 1;
        for (int rail = 0; rail <= last; rail++) {
            boolean more = row.rails().get(rail);
            if (rail == last && row.first()) {
                indent.append(more ? glyphs.fork() : glyphs.lastFork());
            } else {
                indent.append(more ? glyphs.rail() : "   ");
            }
        }
        int over = indent.length() - MOST_INDENT;
        return over <= 0
                ? indent.toString()
                : glyphs.ellipsis() + indent.substring(over + glyphs.ellipsis().length());
    }

    private String label(Outline.Node node) {
        String label = node.name().equals(node.id()) ? node.id() : node.id() + "  " + Text.clean(node.name());
        return Text.cut(label, WIDEST_LABEL, glyphs.ellipsis());
    }
}
