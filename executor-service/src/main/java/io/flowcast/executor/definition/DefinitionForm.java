package io.flowcast.executor.definition;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Between a valid document and the model. It checks nothing: a takeover reads stored definitions, which were checked
 * when they came in.
 */
public final class DefinitionForm {
    private static final String WHOLE_BODY = "${ body }";
    private static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);
    private static final Duration DEFAULT_MAX_DELAY = Duration.ofMinutes(1);

    private DefinitionForm() {}

    /**
     * The model of a stored definition.
     *
     * @param source as it was stored, {@link Definition#source()}
     */
    public static Definition fromStored(Map<String, Object> source, int version) {
        return definition(source, version);
    }

    static Definition definition(Map<String, Object> source, int version) {
        String id = text(source, "id");
        return Definition.of(id, version)
                .name(Objects.requireNonNullElse(optionalText(source, "name"), id))
                .description(optionalText(source, "description"))
                .inputSchema(
                        source.get("input") instanceof Map<?, ?> input
                                        && input.get("schema") instanceof Map<?, ?> schema
                                ? fields(schema)
                                : null)
                .outputSchema(source.get("outputSchema") instanceof Map<?, ?> schema ? fields(schema) : null)
                .timeout(duration(source, "timeout", null))
                .concurrency(
                        source.get("concurrency") instanceof Map<?, ?> concurrency
                                ? concurrency(fields(concurrency))
                                : null)
                .triggers(list(source, "triggers").stream()
                        .map(DefinitionForm::trigger)
                        .toList())
                .nodes(list(source, "nodes").stream().map(DefinitionForm::node).toList())
                .edges(list(source, "edges").stream().map(DefinitionForm::edge).toList())
                .output(source.get("output"))
                .source(source)
                .build();
    }

    private static Concurrency concurrency(Map<String, Object> concurrency) {
        return new Concurrency(
                concurrency.get("limit") instanceof Number limit ? limit.intValue() : 1,
                option(Concurrency.OnLimit.class, concurrency, "onLimit", Concurrency.OnLimit.QUEUE));
    }

    private static Trigger trigger(Map<String, Object> trigger) {
        if (text(trigger, "type").equals("webhook")) {
            return new Trigger.Webhook(text(trigger, "secret"), trigger.getOrDefault("input", WHOLE_BODY));
        }
        return new Trigger.Schedule(
                text(trigger, "cron"),
                ZoneId.of(Objects.requireNonNullElse(optionalText(trigger, "timezone"), "UTC")),
                option(Trigger.Schedule.Missed.class, trigger, "missed", Trigger.Schedule.Missed.SKIP),
                trigger.get("input"));
    }

    private static Node node(Map<String, Object> node) {
        String id = text(node, "id");
        return new Node(
                id,
                Objects.requireNonNullElse(optionalText(node, "name"), id),
                text(node, "type"),
                node.get("with") instanceof Map<?, ?> with ? fields(with) : Map.of(),
                duration(node, "timeout", null),
                node.get("retry") instanceof Map<?, ?> retry ? retry(fields(retry)) : null,
                option(Node.OnCrash.class, node, "onCrash", Node.OnCrash.RETRY),
                option(Node.Join.class, node, "join", Node.Join.ALL));
    }

    static ItemTask itemTask(Map<String, Object> task) {
        return new ItemTask(
                text(task, "type"),
                task.get("with") instanceof Map<?, ?> with ? fields(with) : Map.of(),
                task.get("retry") instanceof Map<?, ?> retry ? retry(fields(retry)) : null,
                duration(task, "timeout", null),
                task.getOrDefault(ItemTask.OUTPUT, ItemTask.WHOLE_OUTPUT));
    }

    /** What a {@code retry} says; one without fields never retries. */
    public static Retry retry(Map<String, Object> retry) {
        return new Retry(
                retry.get("limit") instanceof Number limit ? limit.intValue() : 0,
                Objects.requireNonNull(duration(retry, "delay", DEFAULT_DELAY)),
                option(Retry.Backoff.class, retry, "backoff", Retry.Backoff.CONSTANT),
                Objects.requireNonNull(duration(retry, "maxDelay", DEFAULT_MAX_DELAY)),
                retry.get("jitter") instanceof Number jitter ? jitter.doubleValue() : 0,
                retry.get("errors") instanceof List<?> errors ? texts(errors) : Retry.DEFAULT_ERRORS);
    }

    private static Edge edge(Map<String, Object> edge) {
        String failure = optionalText(edge, "catch");
        return new Edge(
                text(edge, "from"),
                text(edge, "to"),
                optionalText(edge, "when"),
                Boolean.TRUE.equals(edge.get("default")),
                failure == null ? null : Edge.Catch.valueOf(failure.toUpperCase(Locale.ROOT)));
    }

    private static String text(Map<String, Object> map, String field) {
        return Objects.requireNonNull(optionalText(map, field), () -> "a stored definition lacks " + field);
    }

    private static @Nullable String optionalText(Map<String, Object> map, String field) {
        return map.get(field) instanceof String text ? text : null;
    }

    private static @Nullable Duration duration(Map<String, Object> map, String field, @Nullable Duration otherwise) {
        String text = optionalText(map, field);
        return text == null ? otherwise : Durations.parse(text).orElseThrow();
    }

    private static <E extends Enum<E>> E option(Class<E> type, Map<String, Object> map, String field, E otherwise) {
        String text = optionalText(map, field);
        return text == null ? otherwise : Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    private static Set<String> texts(List<?> list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(member -> texts.add(String.valueOf(member)));
        return Collections.unmodifiableSet(texts);
    }

    private static List<Map<String, Object>> list(Map<String, Object> map, String field) {
        return map.get(field) instanceof List<?> list
                ? list.stream().map(member -> fields((Map<?, ?>) member)).toList()
                : List.of();
    }

    /** A map read from YAML or JSON: its keys are strings. */
    static Map<String, Object> fields(Map<?, ?> map) {
        Map<String, Object> fields = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, value) -> fields.put(String.valueOf(key), value));
        return Collections.unmodifiableMap(fields);
    }
}
