package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;

/** {@code log}: tells people something, as an event of the execution. */
@Singleton
final class LogNode implements InlineNodeType {

    @Override
    public String name() {
        return "log";
    }

    @Override
    public String description() {
        return "Tells people something, as an event of the execution.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.object(Map.of("message", Schemas.ANY), "message");
    }

    @Override
    public NodeResult run(NodeContext context) {
        String message = Objects.toString(context.settings().get("message"), "");
        context.log(message);
        return new NodeResult.Output(Map.of("message", message));
    }
}
