package io.flowcast.executor.definition;

import io.flowcast.executor.definition.Outline.Entry;
import io.flowcast.executor.expression.Expressions;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks what starts a workflow: the fields of each type of trigger, times, time zones, and what they give as input. */
final class TriggerCheck {
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "schedule", Set.of("type", "cron", "timezone", "missed", "input"),
            "webhook", Set.of("type", "secret", "input"));
    private static final Map<String, String> REQUIRED = Map.of("schedule", "cron", "webhook", "secret");

    private final Expressions expressions;
    private final Faults faults;

    TriggerCheck(Expressions expressions, Faults faults) {
        this.expressions = expressions;
        this.faults = faults;
    }

    void check(Map<?, ?> root) {
        boolean hasWebhook = false;
        for (Entry trigger : Outline.entries(root, "triggers")) {
            String type = trigger.text("type");
            Set<String> known = type == null ? null : FIELDS.get(type);
            if (type == null || known == null) {
                continue;
            }
            fields(trigger, type, known);
            if (type.equals("schedule")) {
                schedule(trigger, inputSchema(root));
            } else {
                if (hasWebhook) {
                    faults.add(trigger.pointer(), "a workflow has one webhook at most: they would share their address");
                }
                hasWebhook = true;
                expressions
                        .check(trigger.value().get("input"))
                        .forEach(error -> faults.add(trigger.at("input") + error.pointer(), error.described()));
            }
        }
    }

    /** Fields that no type of trigger has are the schema's matter. */
    private void fields(Entry trigger, String type, Set<String> known) {
        Set<String> others = new TreeSet<>();
        FIELDS.values().forEach(others::addAll);
        others.removeAll(known);
        others.stream()
                .filter(trigger.value()::containsKey)
                .forEach(field -> faults.add(
                        trigger.at(field),
                        "a trigger of type " + type + " has no field '" + field + "'; known are "
                                + String.join(", ", new TreeSet<>(known))));
        String required = REQUIRED.get(type);
        if (required != null && !trigger.has(required)) {
            faults.add(trigger.pointer(), "the field '" + required + "' is missing");
        }
    }

    private void schedule(Entry trigger, @Nullable JsonSchema inputSchema) {
        String cron = trigger.text("cron");
        if (cron != null) {
            Crons.wrong(cron).ifPresent(why -> faults.add(trigger.at("cron"), "'" + cron + "' is no cron: " + why));
        }
        String zone = trigger.text("timezone");
        if (zone != null && !isZone(zone)) {
            faults.add(
                    trigger.at("timezone"),
                    "there is no time zone '" + zone + "': a name such as Europe/Berlin or UTC is expected");
        }
        if (inputSchema != null) {
            Object input = trigger.value().get("input");
            inputSchema
                    .misses(input == null ? Map.of() : input)
                    .forEach(miss -> faults.add(
                            trigger.has("input") ? trigger.at("input") + miss.pointer() : trigger.pointer(),
                            "the schedule's input does not match input.schema: " + miss.detail()));
        }
    }

    /** Null where there is none, or none that can be applied: that is told elsewhere. */
    private static @Nullable JsonSchema inputSchema(Map<?, ?> root) {
        return root.get("input") instanceof Map<?, ?> input
                        && input.get("schema") instanceof Map<?, ?> schema
                        && WorkflowSchemas.check(schema).isEmpty()
                ? JsonSchema.of(schema)
                : null;
    }

    private static boolean isZone(String name) {
        try {
            return ZoneId.getAvailableZoneIds().contains(name)
                    || ZoneId.of(name).getRules().isFixedOffset();
        } catch (DateTimeException e) {
            return false;
        }
    }
}
