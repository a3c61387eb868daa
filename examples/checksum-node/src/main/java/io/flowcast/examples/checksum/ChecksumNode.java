package io.flowcast.examples.checksum;

import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@Singleton
public class ChecksumNode implements NodeType {

    private final String folder;

    @Inject
    ChecksumNode(@ConfigProperty(name = "checksum.folder", defaultValue = "/srv") String folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "checksum";
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Map.of("type", "object");
    }

    @Override
    public NodeResult run(NodeContext context) {
        context.log("hello " + folder);
        return NodeResult.none();
    }
}
