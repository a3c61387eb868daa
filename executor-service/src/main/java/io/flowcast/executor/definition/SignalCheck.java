package io.flowcast.executor.definition;

import io.flowcast.executor.definition.Outline.Entry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what a definition's signals are called, and what they have to hold, is known before it runs: signals come
 * when they like, and find their node by its name.
 */
final class SignalCheck {
    private static final String LITERAL =
            " of a signal must stand there as it is, without ${ … }: it may come before the node runs";

    /** So much longer is the name of a signal for an item. */
    private static final int LONGEST_OF_ITEMS = 58;

    static void check(Outline outline, Document document, Faults faults) {
        Map<String, Entry> byName = new HashMap<>();
        check(outline.allNodes(), byName, document, faults);
        check(outline.itemTasks(), byName, document, faults);
        for (Entry task : outline.itemTasks()) {
            if (AwaitedSignal.TYPE.equals(task.text("type"))
                    && task.value().get("with") instanceof Map<?, ?> with
                    && with.get("name") instanceof String name) {
                ofItems(name, task, byName, faults);
            }
        }
    }

    private static void ofItems(String name, Entry task, Map<String, Entry> byName, Faults faults) {
        String at = task.at("with") + "/name";
        if (name.length() > LONGEST_OF_ITEMS) {
            faults.add(at, "at most " + LONGEST_OF_ITEMS + " characters are expected: each item has its index added");
        }
        byName.keySet().stream()
                .filter(other -> other.startsWith(name)
                        && AwaitedSignal.OF_ITEM
                                .matcher(other.substring(name.length()))
                                .matches())
                .sorted()
                .findFirst()
                .ifPresent(other -> faults.add(
                        at, "an item waits for the signal '" + other + "', and so does a node: a signal wakes one"));
    }

    private static void check(Collection<Entry> nodes, Map<String, Entry> byName, Document document, Faults faults) {
        for (Entry node : nodes) {
            if (!AwaitedSignal.TYPE.equals(node.text("type"))
                    || !(node.value().get("with") instanceof Map<?, ?> with)) {
                continue;
            }
            if (with.get("name") instanceof String name) {
                Entry first = byName.putIfAbsent(name, node);
                if (holdsExpression(name)) {
                    faults.add(node.at("with") + "/name", "the name" + LITERAL);
                } else if (first != null) {
                    Position position = document.position(first.at("with") + "/name");
                    faults.add(
                            node.at("with") + "/name",
                            "the signal '" + name + "' is waited for"
                                    + (position == null ? "" : " on line " + position.line())
                                    + " already: a signal wakes one node");
                }
            }
            if (with.get("schema") instanceof Map<?, ?> schema) {
                String at = node.at("with") + "/schema";
                if (holdsExpression(schema)) {
                    faults.add(at, "the schema" + LITERAL);
                } else {
                    WorkflowSchemas.check(schema).forEach(miss -> faults.add(at + miss.pointer(), miss.detail()));
                }
            } else if (holdsExpression(with.get("schema"))) {
                faults.add(node.at("with") + "/schema", "the schema" + LITERAL);
            }
        }
    }

    private static boolean holdsExpression(@Nullable Object value) {
        return switch (value) {
            case String text -> text.contains("${");
            case Map<?, ?> map -> map.values().stream().anyMatch(SignalCheck::holdsExpression);
            case List<?> list -> list.stream().anyMatch(SignalCheck::holdsExpression);
            case null, default -> false;
        };
    }

    private SignalCheck() {}
}
