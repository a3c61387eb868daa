package io.flowcast.executor.definition;

import io.flowcast.executor.definition.Outline.Entry;
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

    static void check(Outline outline, Document document, Faults faults) {
        Map<String, Entry> byName = new HashMap<>();
        for (Entry node : outline.allNodes()) {
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
