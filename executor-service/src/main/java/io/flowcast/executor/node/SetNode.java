package io.flowcast.executor.node;

import jakarta.inject.Singleton;
import java.util.Map;

/** {@code set}: gives its settings, evaluated. */
@Singleton
final class SetNode implements NodeType {

    @Override
    public String name() {
        return "set";
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
