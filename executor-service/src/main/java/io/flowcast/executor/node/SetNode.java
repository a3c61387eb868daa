package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.inject.Singleton;
import java.util.Map;

/** {@code set}: gives its settings, evaluated. */
@Singleton
final class SetNode implements InlineNodeType {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public String description() {
        return "Gives its settings, evaluated, as its output.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.anything();
    }

    @Override
    public NodeResult run(NodeContext context) {
        return new NodeResult.Output(context.settings());
    }
}
