package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Objects;

/** {@code fail}: fails on purpose. */
@Singleton
final class FailNode implements InlineNodeType {

    @Override
    public String name() {
        return "fail";
    }

    @Override
    public String description() {
        return "Fails on purpose, with a title and a detail of your choice.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.object(Map.of("title", Schemas.TEXT, "detail", Schemas.ANY));
    }

    @Override
    public NodeResult run(NodeContext context) {
        Object title = context.settings().get("title");
        Object detail = context.settings().get("detail");
        return NodeResult.failure(
                "raised", Objects.toString(title, "Raised"), Objects.toString(detail, "raised by the workflow"));
    }
}
