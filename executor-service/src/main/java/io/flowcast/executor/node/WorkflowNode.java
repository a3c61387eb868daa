package io.flowcast.executor.node;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Singleton;
import java.util.Map;

/** {@code workflow}: runs another workflow, and gives what that gives. */
@Singleton
final class WorkflowNode implements NodeType {

    @Override
    public String name() {
        return "workflow";
    }

    @Override
    public String description() {
        return "Runs another workflow as an execution of its own, waits for its end, and gives its output.";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.object(
                Map.of(
                        "workflowId",
                        Map.of("type", "string", "pattern", "^[a-z0-9][a-z0-9-]{0,62}$"),
                        "version",
                        Map.of("type", "integer", "minimum", 1, "maximum", Integer.MAX_VALUE),
                        "input",
                        Schemas.ANY),
                "workflowId");
    }

    @Override
    public NodeResult run(NodeContext context) {
        Map<String, ?> settings = context.settings();
        return new NodeResult.RunWorkflow(
                String.valueOf(settings.get("workflowId")),
                settings.get("version") instanceof Number version ? Integer.valueOf(version.intValue()) : null,
                settings.get("input"));
    }
}
