package io.flowcast.executor.node;

import io.flowcast.executor.definition.NodeTypeCatalog;
import io.flowcast.executor.definition.Retry;
import io.flowcast.node.NodeType;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** All node types of this process, by name. Immutable. */
public final class NodeTypes implements NodeTypeCatalog {

    private final Map<String, InstalledNodeType> byName = new TreeMap<>();
    private final Map<String, NodeType> runnable = new HashMap<>();

    /**
     * @param guard makes of a node type that is not built in one that can do no harm
     * @throws IllegalStateException where two have one name
     */
    NodeTypes(List<InstalledNodeType> types, UnaryOperator<NodeType> guard) {
        types.forEach(this::add);
        byName.forEach((name, type) -> runnable.put(name, type.builtIn() ? type.type() : guard.apply(type.type())));
    }

    /** Node types that all belong to the executor. */
    public static NodeTypes builtIn(List<NodeType> types) {
        return new NodeTypes(
                types.stream()
                        .map(type -> InstalledNodeType.of(() -> type, type.getClass(), NodeTypeSource.BUILT_IN))
                        .toList(),
                UnaryOperator.identity());
    }

    private void add(InstalledNodeType type) {
        InstalledNodeType other = byName.put(type.name(), type);
        if (other != null) {
            throw new UnusableNodeType(
                    "two node types are called " + type.name() + ": " + place(other) + " and " + place(type));
        }
    }

    private static String place(InstalledNodeType type) {
        return type.type().getClass().getName() + " (" + type.source() + ")";
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    @Override
    public Optional<Map<String, Object>> settingsSchema(String type) {
        return Optional.ofNullable(byName.get(type)).map(InstalledNodeType::settings);
    }

    /** In the order of their names. */
    public List<InstalledNodeType> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public boolean takesSecrets(String type) {
        InstalledNodeType known = byName.get(type);
        return known != null && known.takesSecrets();
    }

    @Override
    public Retry defaultRetry(String type) {
        InstalledNodeType known = byName.get(type);
        return known == null ? Retry.NEVER : known.retry();
    }

    public Optional<NodeType> find(String name) {
        return Optional.ofNullable(runnable.get(name));
    }

    /** Whether its nodes may run within the decision that starts them: see {@link InlineNodeType}. */
    public boolean isInline(String name) {
        InstalledNodeType type = byName.get(name);
        return type != null && type.builtIn() && type.type() instanceof InlineNodeType;
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
