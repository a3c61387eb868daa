package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.inject.Singleton;
import java.util.Map;

/** {@code switch}: does nothing itself; the first of its edges whose condition holds is taken, else the default. */
@Singleton
final class SwitchNode implements InlineNodeType {

    @Override
    public String name() {
        return "switch";
    }

    @Override
    public String description() {
        return "Does nothing itself: the first of its edges whose condition holds is taken, else the default.";
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
