package io.flowcast.executor.definition;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * A definition and all that is made of it for running it, which is made once. Immutable.
 *
 * @param json the source, as every execution keeps it
 */
public record CompiledDefinition(Graph graph, String json) {

    public static CompiledDefinition of(Definition definition) {
        return new CompiledDefinition(new Graph(definition), json(definition.source()));
    }

    public Definition definition() {
        return graph.definition();
    }

    static String json(Object source) {
        try {
            return JsonSchema.JSON.writeValueAsString(source);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition can't be written as JSON", e);
        }
    }
}
