package io.flowcast.executor.node;

import io.flowcast.executor.definition.NodeTypeCatalog;
import io.flowcast.node.NodeType;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All node types of this process, by name. */
@ApplicationScoped
public class NodeTypes implements NodeTypeCatalog {

    private final Map<String, NodeType> byName = new TreeMap<>();

    public NodeTypes(@All List<NodeType> types) {
        for (NodeType type : types) {
            NodeType other = byName.put(type.name(), type);
            if (other != null) {
                throw new IllegalStateException("two node types are called " + type.name() + ": "
                        + other.getClass().getName() + " and " + type.getClass().getName());
            }
        }
    }

    @Override
    public Set<String> names() {
        return byName.keySet();
    }

    @Override
    public Optional<Map<String, Object>> settingsSchema(String type) {
        return find(type).map(NodeType::settingsSchema);
    }

    public Optional<NodeType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The one with this name.
     *
     * @throws IllegalStateException if there is none: a definition that was checked named it
     */
    public NodeType get(String name) {
        return find(name)
                .orElseThrow(() ->
                        new IllegalStateException("this executor has no node type " + name + ", only " + names()));
    }
}
