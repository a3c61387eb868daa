package io.flowcast.executor.definition;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a workflow, valid in itself: every edge leads from a node to a node, and no way leads back.
 *
 * @param version from 1; 0 where it is not stored yet
 * @param inputSchema JSON Schema of the input
 * @param outputSchema JSON Schema that an execution's output must match for it to complete
 * @param timeout of an execution as a whole
 * @param concurrency how many executions run at once; null for any number
 * @param triggers what starts executions by itself, in the author's order
 * @param output what an execution gives, a value that may hold expressions; null for the outputs of the end nodes by id
 * @param source the author's document as plain maps and lists, in the author's order
 */
public record Definition(
        String id,
        String name,
        @Nullable String description,
        int version,
        @Nullable Map<String, Object> inputSchema,
        @Nullable Map<String, Object> outputSchema,
        @Nullable Duration timeout,
        @Nullable Concurrency concurrency,
        List<Trigger> triggers,
        List<Node> nodes,
        List<Edge> edges,
        @Nullable Object output,
        Map<String, Object> source) {

    /** What a definition has to have; everything else is left out till it is set. */
    public static Builder of(String id, int version) {
        return new Builder(id, version);
    }

    /** Collects the fields of a definition by their names. One thread uses it. */
    public static final class Builder {
        private final String id;
        private final int version;
        private String name;
        private @Nullable String description;
        private @Nullable Map<String, Object> inputSchema;
        private @Nullable Map<String, Object> outputSchema;
        private @Nullable Duration timeout;
        private @Nullable Concurrency concurrency;
        private List<Trigger> triggers = List.of();
        private List<Node> nodes = List.of();
        private List<Edge> edges = List.of();
        private @Nullable Object output;
        private Map<String, Object> source = Map.of();

        private Builder(String id, int version) {
            this.id = id;
            this.name = id;
            this.version = version;
        }

        public Builder name(String name) {
            this.name = name;
            return this;
        }

        public Builder description(@Nullable String description) {
            this.description = description;
            return this;
        }

        public Builder inputSchema(@Nullable Map<String, Object> inputSchema) {
            this.inputSchema = inputSchema;
            return this;
        }

        public Builder outputSchema(@Nullable Map<String, Object> outputSchema) {
            this.outputSchema = outputSchema;
            return this;
        }

        public Builder timeout(@Nullable Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        public Builder concurrency(@Nullable Concurrency concurrency) {
            this.concurrency = concurrency;
            return this;
        }

        public Builder triggers(List<Trigger> triggers) {
            this.triggers = List.copyOf(triggers);
            return this;
        }

        public Builder nodes(List<Node> nodes) {
            this.nodes = List.copyOf(nodes);
            return this;
        }

        public Builder edges(List<Edge> edges) {
            this.edges = List.copyOf(edges);
            return this;
        }

        public Builder output(@Nullable Object output) {
            this.output = output;
            return this;
        }

        public Builder source(Map<String, Object> source) {
            this.source = source;
            return this;
        }

        public Definition build() {
            return new Definition(
                    id,
                    name,
                    description,
                    version,
                    inputSchema,
                    outputSchema,
                    timeout,
                    concurrency,
                    triggers,
                    nodes,
                    edges,
                    output,
                    source);
        }
    }
}
