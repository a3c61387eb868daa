package io.flowcast.executor.node;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code for}: does something with each item of a list, several at a time. The engine itself runs it. */
@Singleton
final class ForNode implements NodeType {

    private static final Map<String, Object> SCHEMA = read();

    @Override
    public String name() {
        return ItemTask.FOR;
    }

    @Override
    public String description() {
        return "Does something with each item of a list, several items at a time, and gives the results in the list's order.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return SCHEMA;
    }

    @Override
    public NodeResult run(NodeContext context) {
        throw new IllegalStateException("a node of type for is run by the engine");
    }

    private static Map<String, Object> read() {
        try (InputStream schema = ForNode.class.getResourceAsStream("for.schema.json")) {
            return Collections.unmodifiableMap(
                    new ObjectMapper().readValue(schema, new TypeReference<LinkedHashMap<String, Object>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException("for.schema.json can't be read", e);
        }
    }
}
