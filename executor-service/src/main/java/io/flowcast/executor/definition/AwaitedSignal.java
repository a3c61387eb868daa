package io.flowcast.executor.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signal that a node of a definition waits for.
 *
 * @param schema JSON Schema of its payload; null where anything will do
 */
public record AwaitedSignal(
        String name, String nodeId, @Nullable Map<String, Object> schema) {

    static final String TYPE = "signal";

    /** All of a definition, in the author's order; each has a name of its own. */
    public static List<AwaitedSignal> of(Definition definition) {
        return definition.nodes().stream()
                .filter(node -> node.type().equals(TYPE))
                .map(node -> new AwaitedSignal(
                        String.valueOf(node.with().get("name")),
                        node.id(),
                        node.with().get("schema") instanceof Map<?, ?> schema ? DefinitionForm.fields(schema) : null))
                .toList();
    }
}
