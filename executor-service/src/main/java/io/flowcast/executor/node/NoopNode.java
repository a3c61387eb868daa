package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.inject.Singleton;
import java.util.Map;

/** {@code noop}: does nothing. */
@Singleton
final class NoopNode implements InlineNodeType {

    @Override
    public String name() {
        return "noop";
    }

    @Override
    public String description() {
        return "Does nothing.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.nothing();
    }

    @Override
    public NodeResult run(NodeContext context) {
        return NodeResult.none();
    }
}
