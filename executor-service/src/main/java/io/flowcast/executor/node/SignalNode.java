package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * {@code signal}: waits till somebody, a person or a system, sends the signal of this name. Its name and schema are known
 * before it runs, so that a signal that comes early can be taken.
 */
@Singleton
final class SignalNode implements InlineNodeType {

    @Override
    public String name() {
        return "signal";
    }

    @Override
    public String description() {
        return "Waits for a signal that a person or a system sends, and gives its payload.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.object(
                Map.of(
                        "name",
                        Map.of("type", "string", "pattern", "^[A-Za-z0-9_.-]{1,64}$"),
                        "schema",
                        Map.of("type", "object")),
                "name");
    }

    @Override
    public NodeResult run(NodeContext context) {
        return new NodeResult.AwaitSignal(String.valueOf(context.settings().get("name")));
    }
}
