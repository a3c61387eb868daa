package io.flowcast.cli.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A workflow's graph as indented rows. What follows one after the other stands at one depth; where the way forks, each branch is
 * indented, and where all ways from a fork meet again (its immediate post-dominator) the rows go on at the fork's own depth.
 */
public final class Outline {

    /** A node, in the order of the graph. */
    public record Node(String id, String name) {}

    public record Edge(String from, String to) {}

    /**
     * A line of the outline.
     *
     * @param rails of each enclosing branch, from the outermost: whether another branch follows it
     * @param first whether a branch begins here
     */
    record Row(Node node, List<Boolean> rails, boolean first) {}

    /** In place of a node: where everything ends. */
    private static final String EXIT = "";

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> next = new HashMap<>();
    /** Of each node its place in a topological order; nodes of cycles, which no server runs, have none. */
    private final Map<String, Integer> order;
    /** Of each node the one that all ways from it lead to first. */
    private final Map<String, String> joins = new HashMap<>();

    private final Set<String> placed = new HashSet<>();
    private final List<Row> rows = new ArrayList<>();

    private Outline(List<Node> nodes, List<Edge> edges) {
        nodes.forEach(node -> this.nodes.put(node.id(), node));
        Set<String> starts = new LinkedHashSet<>(this.nodes.keySet());
        for (Edge edge : edges) {
            if (this.nodes.containsKey(edge.from()) && this.nodes.containsKey(edge.to())) {
                next.computeIfAbsent(edge.from(), from -> new LinkedHashSet<>()).add(edge.to());
                starts.remove(edge.to());
            }
        }
        order = order(starts);
        // One pass backwards is enough where there are no cycles (Cooper, Harvey, Kennedy 2001).
        new ArrayList<>(order.keySet()).reversed().forEach(node -> joins.put(node, meet(next(node))));

        String join = meet(starts);
        branches(starts, join, List.of());
        place(join, EXIT, List.of(), false);
        this.nodes.keySet().forEach(left -> place(left, EXIT, List.of(), false));
    }

    /** The rows of this graph. */
    static List<Row> of(List<Node> nodes, List<Edge> edges) {
        return new Outline(nodes, edges).rows;
    }

    /** A node and what follows it, up to where another chain goes on. */
    private void place(String start, String stop, List<Boolean> rails, boolean branch) {
        boolean first = branch;
        String node = start;
        while (!node.equals(EXIT) && !node.equals(stop) && placed.add(node)) {
            rows.add(new Row(Objects.requireNonNull(nodes.get(node)), rails, first));
            first = false;
            String join = joins.getOrDefault(node, EXIT);
            branches(next(node), join, rails);
            node = join;
        }
    }

    private void branches(Set<String> starts, String join, List<Boolean> rails) {
        List<String> open = starts.stream()
                .filter(start -> !start.equals(join) && !placed.contains(start))
                .toList();
        for (int index = 0; index < open.size(); index++) {
            List<Boolean> inner = new ArrayList<>(rails);
            inner.add(index < open.size() - 1);
            place(open.get(index), join, List.copyOf(inner), true);
        }
    }

    private Set<String> next(String node) {
        return next.getOrDefault(node, Set.of());
    }

    private String meet(Set<String> ways) {
        return ways.stream().reduce(this::meet).orElse(EXIT);
    }

    private String meet(String one, String other) {
        String left = one;
        String right = other;
        while (!left.equals(right)) {
            if (at(left) < at(right)) {
                left = joins.getOrDefault(left, EXIT);
            } else {
                right = joins.getOrDefault(right, EXIT);
            }
        }
        return left;
    }

    private int at(String node) {
        return node.equals(EXIT) ? Integer.MAX_VALUE : order.getOrDefault(node, Integer.MAX_VALUE - 1);
    }

    private Map<String, Integer> order(Set<String> starts) {
        Map<String, Integer> incoming = new HashMap<>();
        next.values().forEach(targets -> targets.forEach(target -> incoming.merge(target, 1, Integer::sum)));
        Map<String, Integer> order = new LinkedHashMap<>();
        Deque<String> ready = new ArrayDeque<>(starts);
        for (String node = ready.poll(); node != null; node = ready.poll()) {
            order.put(node, order.size());
            for (String target : next(node)) {
                if (incoming.merge(target, -1, Integer::sum) == 0) {
                    ready.add(target);
                }
            }
        }
        return order;
    }
}
