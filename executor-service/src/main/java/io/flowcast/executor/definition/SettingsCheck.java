package io.flowcast.executor.definition;

import io.flowcast.executor.definition.Outline.Entry;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks nodes against the types they name. Thread-safe. */
final class SettingsCheck {
    private static final String WITH = "with";

    private final NodeTypeCatalog catalog;
    private final Map<String, Optional<JsonSchema>> schemas = new ConcurrentHashMap<>();

    SettingsCheck(NodeTypeCatalog catalog) {
        this.catalog = catalog;
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
