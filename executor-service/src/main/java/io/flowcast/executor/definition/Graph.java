package io.flowcast.executor.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A definition as the engine asks about it. Edges go by their index in {@link Definition#edges()}, which is also how a
 * commit stores the ones taken. Immutable; every answer is a lookup.
 */
public final class Graph {
    private final Definition definition;
    private final Map<String, Node> nodes;
    private final Map<String, List<Integer>> incoming;
    private final Map<String, List<Integer>> outgoing;
    private final List<Node> starts;
    private final List<Node> ends;

    /** Of a valid definition: one whose edges all lead from a node to a node. */
    public Graph(Definition definition) {
        this.definition = definition;
        Map<String, Node> byId =
                LinkedHashMap.newLinkedHashMap(definition.nodes().size());
        definition.nodes().forEach(node -> byId.put(node.id(), node));
        Map<String, List<Integer>> to = new HashMap<>();
        Map<String, List<Integer>> from = new HashMap<>();
        for (int i = 0; i < definition.edges().size(); i++) {
            Edge edge = definition.edges().get(i);
            to.computeIfAbsent(edge.to(), id -> new ArrayList<>()).add(i);
            from.computeIfAbsent(edge.from(), id -> new ArrayList<>()).add(i);
        }
        to.replaceAll((id, edges) -> List.copyOf(edges));
        from.replaceAll((id, edges) -> List.copyOf(edges));
        nodes = byId;
        incoming = to;
        outgoing = from;
        starts = definition.nodes().stream()
                .filter(node -> !to.containsKey(node.id()))
                .toList();
        ends = definition.nodes().stream()
                .filter(node -> !from.containsKey(node.id()))
                .toList();
    }

    public Definition definition() {
        return definition;
    }

    /**
     * The node with this id.
     *
     * @throws NoSuchElementException if there is none: a stored execution and its definition disagree
     */
    public Node node(String id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new NoSuchElementException(definition.id() + " has no node " + id);
        }
        return node;
    }

    public boolean has(String id) {
        return nodes.containsKey(id);
    }

    /** In the author's order. */
    public List<Node> nodes() {
        return definition.nodes();
    }

    public Edge edge(int index) {
        return definition.edges().get(index);
    }

    /** Indexes of the edges that lead to a node, in the author's order. */
    public List<Integer> incoming(String id) {
        return incoming.getOrDefault(id, List.of());
    }

    /** Indexes of the edges that lead away from a node, in the author's order, which is that of a switch. */
    public List<Integer> outgoing(String id) {
        return outgoing.getOrDefault(id, List.of());
    }

    /** Nodes without incoming edges. */
    public List<Node> starts() {
        return starts;
    }

    /** Nodes without outgoing edges. */
    public List<Node> ends() {
        return ends;
    }
}
