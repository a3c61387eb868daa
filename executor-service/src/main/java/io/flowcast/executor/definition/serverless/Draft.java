package io.flowcast.executor.definition.serverless;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes and edges made so far, and where in the document each comes from. */
final class Draft {
    private static final Set<String> SILENT = Set.of("noop", "switch", "wait", "signal", "workflow", "for");
    private static final int LONGEST_ID = 58;

    private final List<Map<String, Object>> nodes = new ArrayList<>();
    private final List<Map<String, Object>> edges = new ArrayList<>();
    private final Map<String, Integer> order = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Map<String, Set<String>> caught = new HashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    /** Makes a node and the edges to it, and gives its id. */
    String node(String name, String type, String pointer, Map<String, ?> more, List<Exit> entries) {
        String id = id(name);
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("id", id);
        node.put("type", type);
        if (!name.equals(id) && !name.isEmpty() && name.length() <= 200) {
            node.put("name", name);
        }
        node.putAll(more);
        origins.put("/nodes/" + nodes.size(), pointer);
        order.put(id, nodes.size());
        nodes.add(node);
        if (SILENT.contains(type)) {
            silent.add(id);
        }
        for (Exit entry : entries) {
            if (entry.node() != null) {
                edge(entry, id, pointer);
            }
        }
        return id;
    }

    private void edge(Exit from, String to, String pointer) {
        Map<String, Object> edge = new LinkedHashMap<>();
        edge.put("from", String.valueOf(from.node()));
        edge.put("to", to);
        edge.putAll(from.edge());
        origins.put("/edges/" + edges.size(), pointer);
        edges.add(edge);
    }

    int size() {
        return nodes.size();
    }

    Map<String, Object> node(int index) {
        return nodes.get(index);
    }

    /** Nodes made from this index on of whose failures of a kind nobody has taken charge, who does now. */
    List<Exit> failing(int first, String kind, Flow flow) {
        List<Exit> failing = new ArrayList<>();
        for (Map<String, Object> node : nodes.subList(first, nodes.size())) {
            String id = String.valueOf(node.get("id"));
            Set<String> kinds = caught.computeIfAbsent(id, key -> new HashSet<>());
            if (!kinds.contains("error") && kinds.add(kind)) {
                failing.add(new Exit(id, Map.of("catch", kind), flow));
            }
        }
        return failing;
    }

    /** Whether an expression can see that the node completed. */
    boolean isSeen(@Nullable String id) {
        return id != null && !silent.contains(id);
    }

    /** By when the node was made, which is before those that follow it. */
    int order(@Nullable String id) {
        return id == null ? -1 : order.getOrDefault(id, -1);
    }

    List<Map<String, Object>> nodes() {
        return nodes;
    }

    List<Map<String, Object>> edges() {
        return edges;
    }

    Map<String, String> origins() {
        return origins;
    }

    private String id(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
        String start = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
        String cut = start.length() <= LONGEST_ID ? start : start.substring(0, LONGEST_ID);
        String id = cut;
        for (int i = 2; order.containsKey(id); i++) {
            id = cut + "_" + i;
        }
        return id;
    }
}
