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

    public NodeSettings(NodeTypeCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * What is wrong with settings once their expressions have values; empty if nothing is.
     *
     * @return faults whose pointers lead into the settings
     */
    public List<Problem.Fault> validate(String type, Map<String, ?> evaluated) {
        return schemas
                .computeIfAbsent(type, this::schema)
                .map(schema -> schema.misses(evaluated))
                .orElse(List.of())
                .stream()
                .map(miss -> new Problem.Fault(miss.pointer(), null, null, miss.detail()))
                .toList();
    }

    void check(Outline outline, Faults faults) {
        for (Entry node : outline.allNodes()) {
            String type = node.text("type");
            if (type == null) {
                continue;
            }
            if (!catalog.names().contains(type)) {
                faults.add(
                        node.at("type"),
                        "there is no node type '" + type + "'; known are "
                                + String.join(", ", new TreeSet<>(catalog.names())));
                continue;
            }
            Object with =
                    node.value().get(WITH) == null ? Map.of() : node.value().get(WITH);
            schemas.computeIfAbsent(type, this::schema).ifPresent(schema -> settings(node, type, schema, with, faults));
        }
    }

    private static void settings(Entry node, String type, JsonSchema schema, Object with, Faults faults) {
        for (JsonSchema.Miss miss : schema.misses(with)) {
            if (!isExpression(Document.at(with, miss.pointer()))) {
                String where = node.has(WITH) ? node.at(WITH) + miss.pointer() : node.pointer();
                faults.add(where, "settings of a node of type " + type + ": " + miss.detail());
            }
        }
    }

    private Optional<JsonSchema> schema(String type) {
        return catalog.settingsSchema(type).map(JsonSchema::of);
    }

    /** Only known when it runs. */
    private static boolean isExpression(@Nullable Object value) {
        return value instanceof String text && text.contains("${");
    }
}
