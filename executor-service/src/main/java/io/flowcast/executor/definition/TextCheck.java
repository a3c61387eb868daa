package io.flowcast.executor.definition;

import io.flowcast.executor.definition.Outline.Entry;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.expression.SyntaxError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the texts that are written in a language of their own: expressions, durations, JSON Schemas. */
final class TextCheck {
    private final NodeTypeCatalog catalog;
    private final Expressions expressions;
    private final Faults faults;

    TextCheck(NodeTypeCatalog catalog, Expressions expressions, Faults faults) {
        this.catalog = catalog;
        this.expressions = expressions;
        this.faults = faults;
    }

    void check(Map<?, ?> root, Outline outline) {
        duration(root.get("timeout"), "/timeout", true);
        template(root.get("output"), "/output");
        if (root.get("input") instanceof Map<?, ?> input && input.get("schema") instanceof Map<?, ?> schema) {
            schema(schema, "/input/schema");
        }
        if (root.get("outputSchema") instanceof Map<?, ?> schema) {
            schema(schema, "/outputSchema");
        }
        for (Entry node : outline.allNodes()) {
            duration(node.value().get("timeout"), node.at("timeout"), true);
            settings(node, ownSettings(node));
            retry(node);
        }
        for (Entry task : outline.itemTasks()) {
            duration(task.value().get("timeout"), task.at("timeout"), true);
            settings(task, task.value().get("with"));
            template(task.value().get(ItemTask.OUTPUT), task.at(ItemTask.OUTPUT));
            retry(task);
        }
        for (Entry edge : outline.edges()) {
            String when = edge.text("when");
            if (when != null) {
                report(expressions.checkCondition(when), edge.at("when"));
            }
        }
    }

    /** Those that are evaluated with the node: not what is done with each of its items. */
    private static @Nullable Object ownSettings(Entry node) {
        Object with = node.value().get("with");
        if (!ItemTask.FOR.equals(node.text("type")) || !(with instanceof Map<?, ?> map)) {
            return with;
        }
        Map<Object, Object> own = new LinkedHashMap<>(map);
        own.remove(ItemTask.DO);
        return own;
    }

    private void retry(Entry node) {
        if (node.value().get("retry") instanceof Map<?, ?> retry) {
            duration(retry.get("delay"), node.at("retry") + "/delay", false);
            duration(retry.get("maxDelay"), node.at("retry") + "/maxDelay", false);
        }
    }

    private void schema(Map<?, ?> schema, String pointer) {
        WorkflowSchemas.check(schema).forEach(miss -> faults.add(pointer + miss.pointer(), miss.detail()));
    }

    /** With secrets where the type takes them. Of a type that is unknown nothing more is said. */
    private void settings(Entry node, @Nullable Object with) {
        String type = node.text("type");
        boolean secrets = type == null || !catalog.names().contains(type) || catalog.takesSecrets(type);
        report(secrets ? expressions.checkWithSecrets(with) : expressions.check(with), node.at("with"));
    }

    private void template(@Nullable Object template, String pointer) {
        if (template != null) {
            report(expressions.check(template), pointer);
        }
    }

    private void report(List<SyntaxError> errors, String pointer) {
        errors.forEach(error -> faults.add(pointer + error.pointer(), error.described()));
    }

    private void duration(@Nullable Object value, String pointer, boolean aboveZero) {
        if (!(value instanceof String text)) {
            return;
        }
        Duration duration = Durations.parse(text).orElse(null);
        if (duration == null) {
            faults.add(pointer, Durations.fault(text));
        } else if (aboveZero && duration.isZero()) {
            faults.add(pointer, "a timeout must be longer than nothing");
        }
    }
}
