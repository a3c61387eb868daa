package io.flowcast.executor.definition;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A signal that a node of a definition waits for, or each item of one.
 *
 * @param name that of an item is this, a dot, and its index
 * @param schema JSON Schema of its payload; null where anything will do
 */
public record AwaitedSignal(
        String name, String nodeId, @Nullable Map<String, Object> schema, boolean ofItems) {

    static final String TYPE = "signal";

    /** What follows the name where it is for an item. */
    static final Pattern OF_ITEM = Pattern.compile("\\.(0|[1-9][0-9]{0,4})");

    /** All of a definition, in the author's order; each has a name of its own. */
    public static List<AwaitedSignal> of(Definition definition) {
        return definition.nodes().stream().flatMap(AwaitedSignal::of).toList();
    }

    private static Stream<AwaitedSignal> of(Node node) {
        if (node.type().equals(TYPE)) {
            return Stream.of(of(node, node.with(), false));
        }
        if (node.type().equals(ItemTask.FOR) && ItemTask.of(node.with()).type().equals(TYPE)) {
            return Stream.of(of(node, ItemTask.of(node.with()).with(), true));
        }
        return Stream.empty();
    }

    private static AwaitedSignal of(Node node, Map<String, ?> with, boolean ofItems) {
        return new AwaitedSignal(
                String.valueOf(with.get("name")),
                node.id(),
                with.get("schema") instanceof Map<?, ?> schema ? DefinitionForm.fields(schema) : null,
                ofItems);
    }

    /** Whether one of this name is it, or for one of its items. */
    public boolean takes(String signal) {
        return ofItems
                ? signal.startsWith(name)
                        && OF_ITEM.matcher(signal.substring(name.length())).matches()
                : signal.equals(name);
    }

    /** Which item one of this name is for, which it {@link #takes}. */
    public int item(String signal) {
        return Integer.parseInt(signal.substring(name.length() + 1));
    }

    /** As it is to be shown to somebody who looks for its name. */
    public String shown() {
        return ofItems ? name + ".<index>" : name;
    }
}
