package io.flowcast.executor.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be recognised of a graph in a document that may be wrong in any way, so that one mistake does not hide the
 * others.
 *
 * @param nodes by id, the first of each
 */
record Outline(Map<String, Entry> nodes, List<Entry> allNodes, List<Entry> edges) {

    /** @param value a node or edge that is a map at least */
    record Entry(String pointer, Map<?, ?> value) {

        @Nullable
        String text(String field) {
            return value.get(field) instanceof String text ? text : null;
        }

        boolean has(String field) {
            return value.get(field) != null;
        }

        boolean isTrue(String field) {
            return Boolean.TRUE.equals(value.get(field));
        }

        String at(String field) {
            return Document.child(pointer, field);
        }
    }

    static Outline of(Map<?, ?> root) {
        List<Entry> allNodes = entries(root, "nodes");
        Map<String, Entry> nodes = new LinkedHashMap<>();
        for (Entry node : allNodes) {
            String id = node.text("id");
            if (id != null) {
                nodes.putIfAbsent(id, node);
            }
        }
        return new Outline(nodes, allNodes, entries(root, "edges"));
    }

    /** Edges that lead from a node to a node. */
    List<Entry> soundEdges() {
        return edges.stream()
                .filter(edge -> nodes.containsKey(edge.text("from")) && nodes.containsKey(edge.text("to")))
                .toList();
    }

    /** What each {@code for} node does with its items; it has the fields of a node that make it run. */
    List<Entry> itemTasks() {
        List<Entry> tasks = new ArrayList<>();
        for (Entry node : allNodes) {
            if (ItemTask.FOR.equals(node.text("type"))
                    && node.value().get("with") instanceof Map<?, ?> with
                    && with.get(ItemTask.DO) instanceof Map<?, ?> task) {
                tasks.add(new Entry(Document.child(node.at("with"), ItemTask.DO), task));
            }
        }
        return tasks;
    }

    static List<Entry> entries(Map<?, ?> root, String field) {
        List<Entry> entries = new ArrayList<>();
        if (root.get(field) instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof Map<?, ?> value) {
                    entries.add(new Entry(Document.child("/" + field, i), value));
                }
            }
        }
        return entries;
    }
}
