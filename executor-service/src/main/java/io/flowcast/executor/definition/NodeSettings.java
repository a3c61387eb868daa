package io.flowcast.executor.definition;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Outline.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks nodes, and what their settings come to, against the types they name. Thread-safe. */
public final class NodeSettings {
    private static final String WITH = "with";

    private final NodeTypeCatalog catalog;
    private final Map<String, Optional<JsonSchema>> schemas = new ConcurrentHashMap<>();
    /** What is wrong with no settings at all, by type: many nodes have none. */
    private final Map<String, List<Problem.Fault>> none = new ConcurrentHashMap<>();

    public NodeSettings(NodeTypeCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * What is wrong with settings once their expressions have values; empty if nothing is.
     *
     * @return faults whose pointers lead into the settings
     */
    public List<Problem.Fault> validate(String type, Map<String, ?> evaluated) {
        return evaluated.isEmpty()
                ? none.computeIfAbsent(type, key -> faults(key, evaluated))
                : faults(type, evaluated);
    }

    private List<Problem.Fault> faults(String type, Map<String, ?> evaluated) {
        return schemas
                .computeIfAbsent(type, this::schema)
                .map(schema -> schema.misses(evaluated))
                .orElse(List.of())
                .stream()
                .map(miss -> new Problem.Fault(miss.pointer(), null, null, miss.detail()))
                .toList();
    }

    /** Whether expressions in the settings may name secrets. */
    public boolean takesSecrets(String type) {
        return catalog.takesSecrets(type);
    }

    void check(Outline outline, Faults faults) {
        outline.allNodes().forEach(node -> check(node, faults));
        for (Entry task : outline.itemTasks()) {
            String type = task.text("type");
            if (ItemTask.NOT_FOR_ITEMS.contains(String.valueOf(type))) {
                faults.add(task.at("type"), "a node of type '" + type + "' can't be run for each item");
            } else {
                check(task, faults);
            }
        }
    }

    private void check(Entry node, Faults faults) {
        String type = node.text("type");
        if (type == null) {
            return;
        }
        if (!catalog.names().contains(type)) {
            faults.add(
                    node.at("type"),
                    "there is no node type '" + type + "'; known are "
                            + String.join(", ", new TreeSet<>(catalog.names())));
            return;
        }
        Object with = node.value().get(WITH) == null ? Map.of() : node.value().get(WITH);
        schemas.computeIfAbsent(type, this::schema).ifPresent(schema -> settings(node, type, schema, with, faults));
    }

    private static void settings(Entry node, String type, JsonSchema schema, Object with, Faults faults) {
        for (JsonSchema.Miss miss : schema.misses(with)) {
            boolean filledIn = isExpression(Document.at(with, miss.pointer())) && !inItemTask(type, miss.pointer());
            if (!filledIn) {
                String where = node.has(WITH) ? node.at(WITH) + miss.pointer() : node.pointer();
                faults.add(where, "settings of a node of type " + type + ": " + miss.detail());
            }
        }
    }

    private Optional<JsonSchema> schema(String type) {
        return catalog.settingsSchema(type).map(JsonSchema::of);
    }

    /** What is to be done with each item is fixed, but for the settings of the task and what is kept of its output. */
    private static boolean inItemTask(String type, String pointer) {
        return type.equals(ItemTask.FOR) && (pointer + "/").startsWith("/" + ItemTask.DO + "/");
    }

    /** Only known when it runs. */
    private static boolean isExpression(@Nullable Object value) {
        return value instanceof String text && text.contains("${");
    }
}
