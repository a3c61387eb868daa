package io.flowcast.executor.definition;

import io.flowcast.executor.definition.Outline.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what no JSON Schema can: how nodes and edges fit together. */
final class GraphCheck {
    private static final String SWITCH = "switch";

    private final Outline outline;
    private final Document document;
    private final Faults faults;
    private final Map<String, List<Entry>> outgoing = new HashMap<>();
    private final Set<String> onCycles = new HashSet<>();

    private GraphCheck(Outline outline, Document document, Faults faults) {
        this.outline = outline;
        this.document = document;
        this.faults = faults;
        for (Entry edge : outline.soundEdges()) {
            outgoing.computeIfAbsent(String.valueOf(edge.text("from")), id -> new ArrayList<>())
                    .add(edge);
        }
    }

    static void check(Outline outline, Document document, Faults faults) {
        GraphCheck check = new GraphCheck(outline, document, faults);
        check.duplicates();
        check.edges();
        check.switches();
        check.cycles();
        check.reach();
    }

    private void duplicates() {
        for (Entry node : outline.allNodes()) {
            String id = node.text("id");
            Entry first = id == null ? null : outline.nodes().get(id);
            if (first != null && !first.pointer().equals(node.pointer())) {
                faults.add(node.at("id"), "the node id '" + id + "' is taken" + line(first.at("id")));
            }
        }
    }

    private void edges() {
        for (Entry edge : outline.edges()) {
            end(edge, "from");
            end(edge, "to");
            if (edge.isTrue("default") && edge.has("when")) {
                faults.add(edge.at("when"), "a default edge takes no 'when': it is taken where no other is");
            }
            if (edge.has("catch") && (edge.has("when") || edge.isTrue("default"))) {
                faults.add(edge.at("catch"), "an edge with 'catch' takes neither 'when' nor 'default'");
            }
        }
    }

    private void end(Entry edge, String field) {
        String id = edge.text(field);
        if (id != null && !outline.nodes().containsKey(id)) {
            faults.add(edge.at(field), "there is no node '" + id + "' for this edge");
        }
    }

    private void switches() {
        for (Map.Entry<String, Entry> node : outline.nodes().entrySet()) {
            List<Entry> out = outgoing.getOrDefault(node.getKey(), List.of());
            List<Entry> defaults =
                    out.stream().filter(edge -> edge.isTrue("default")).toList();
            if (!SWITCH.equals(node.getValue().text("type"))) {
                defaults.forEach(edge -> faults.add(
                        edge.at("default"),
                        "only an edge that leaves a switch can be its default; '" + node.getKey() + "' is none"));
                continue;
            }
            if (defaults.isEmpty()) {
                faults.add(
                        node.getValue().pointer(),
                        "the switch '" + node.getKey()
                                + "' needs one edge with 'default: true', for when nothing holds");
            }
            defaults.stream()
                    .skip(1)
                    .forEach(edge -> faults.add(
                            edge.at("default"), "the switch '" + node.getKey() + "' has a default edge already"));
            out.stream()
                    .filter(edge -> !edge.has("when") && !edge.isTrue("default") && !edge.has("catch"))
                    .forEach(edge ->
                            faults.add(edge.pointer(), "an edge that leaves a switch needs 'when' or 'default: true'"));
        }
    }

    /** Depth first; an edge back to a node on the present way closes a cycle. Cycles that share nodes are named once. */
    private void cycles() {
        Set<String> done = new HashSet<>();
        for (String start : outline.nodes().keySet()) {
            if (!done.contains(start)) {
                walk(start, done);
            }
        }
    }

    private void walk(String start, Set<String> done) {
        List<String> way = new ArrayList<>();
        Set<String> onWay = new HashSet<>();
        Deque<Iterator<Entry>> open = new ArrayDeque<>();
        enter(start, way, onWay, open);
        while (!open.isEmpty()) {
            Iterator<Entry> edges = open.getLast();
            if (!edges.hasNext()) {
                open.removeLast();
                String left = way.removeLast();
                onWay.remove(left);
                done.add(left);
                continue;
            }
            Entry edge = edges.next();
            String to = String.valueOf(edge.text("to"));
            if (onWay.contains(to)) {
                cycle(edge, way.subList(way.indexOf(to), way.size()));
            } else if (!done.contains(to)) {
                enter(to, way, onWay, open);
            }
        }
    }

    private void enter(String id, List<String> way, Set<String> onWay, Deque<Iterator<Entry>> open) {
        way.add(id);
        onWay.add(id);
        open.addLast(outgoing.getOrDefault(id, List.of()).iterator());
    }

    private void cycle(Entry closing, List<String> round) {
        boolean isNew = round.stream().noneMatch(onCycles::contains);
        onCycles.addAll(round);
        if (isNew) {
            faults.add(
                    closing.pointer(),
                    "this edge closes a cycle, and a workflow must have none: "
                            + String.join(" -> ", shortened(round))
                            + " -> "
                            + round.getFirst());
        }
    }

    private static List<String> shortened(List<String> round) {
        if (round.size() <= 20) {
            return round;
        }
        List<String> shortened = new ArrayList<>(round.subList(0, 10));
        shortened.add("… " + (round.size() - 20) + " more …");
        shortened.addAll(round.subList(round.size() - 10, round.size()));
        return shortened;
    }

    private void reach() {
        Set<String> reached = new HashSet<>(outline.nodes().keySet());
        outgoing.values().forEach(edges -> edges.forEach(edge -> reached.remove(String.valueOf(edge.text("to")))));
        Deque<String> next = new ArrayDeque<>(reached);
        for (String id = next.poll(); id != null; id = next.poll()) {
            for (Entry edge : outgoing.getOrDefault(id, List.of())) {
                String to = String.valueOf(edge.text("to"));
                if (reached.add(to)) {
                    next.add(to);
                }
            }
        }
        outline.nodes().forEach((id, node) -> {
            if (!reached.contains(id) && !onCycles.contains(id)) {
                faults.add(node.pointer(), "the node '" + id + "' can't be reached: every way to it begins in a cycle");
            }
        });
    }

    private String line(String pointer) {
        @Nullable Position position = document.position(pointer);
        return position == null ? " already" : " already, on line " + position.line();
    }
}
