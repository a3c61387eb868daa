package io.flowcast.executor.definition;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.JsonSchema.Miss;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What authors ask of values: of a workflow's input and output, of a signal. Thread-safe. */
public final class WorkflowSchemas {
    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");
    /** Keywords whose values are data, not schemas. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

    /** By content; gone when the last definition with it is. */
    private final Map<Map<String, Object>, JsonSchema> schemas = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * What is wrong with an input; empty if nothing is, or the definition asks for nothing.
     *
     * @param input a plain value; null where none was given
     * @return faults whose pointers lead into the input
     */
    public List<Problem.Fault> input(Definition definition, @Nullable Object input) {
        Map<String, Object> schema = definition.inputSchema();
        return schema == null ? List.of() : misses(schema, input == null ? Map.of() : input);
    }

    /**
     * What is wrong with an output; empty if nothing is, or the definition asks for nothing.
     *
     * @param output a plain value
     * @return faults whose pointers lead into the output
     */
    public List<Problem.Fault> output(Definition definition, @Nullable Object output) {
        Map<String, Object> schema = definition.outputSchema();
        return schema == null ? List.of() : misses(schema, output);
    }

    /**
     * What a value lacks; empty if nothing.
     *
     * @param schema valid in itself, and of a stored definition: it is compiled once
     * @return faults whose pointers lead into the value
     */
    public List<Problem.Fault> misses(Map<String, Object> schema, @Nullable Object value) {
        JsonSchema compiled = schemas.get(schema);
        if (compiled == null) {
            compiled = JsonSchema.of(schema);
            schemas.put(schema, compiled);
        }
        return compiled.misses(value).stream()
                .map(miss -> new Problem.Fault(miss.pointer(), null, null, miss.detail()))
                .toList();
    }

    /** What is wrong with a schema itself, in words; empty if nothing is. */
    public static List<String> faults(Map<?, ?> schema) {
        return check(schema).stream()
                .map(miss -> (miss.pointer().isEmpty() ? "" : "at " + miss.pointer() + ": ") + miss.detail())
                .toList();
    }

    /** What is wrong with a schema itself. */
    static List<Miss> check(Map<?, ?> schema) {
        List<Miss> misses = new ArrayList<>();
        walk(schema, schema, "", misses);
        if (misses.isEmpty()) {
            misses.addAll(MetaSchema.SCHEMA.misses(schema));
        }
        return misses;
    }

    /** What the library would fetch, or pass over in silence. */
    private static void walk(Map<?, ?> root, @Nullable Object value, String pointer, List<Miss> misses) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, member) -> {
                    String at = Document.child(pointer, String.valueOf(key));
                    String wrong = wrong(root, String.valueOf(key), member);
                    if (wrong != null) {
                        misses.add(new Miss(at, wrong));
                    } else if (!DATA.contains(key)) {
                        walk(root, member, at, misses);
                    }
                });
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    walk(root, list.get(i), Document.child(pointer, i), misses);
                }
            }
            case null, default -> {}
        }
    }

    private static @Nullable String wrong(Map<?, ?> root, String key, @Nullable Object member) {
        if (!(member instanceof String text)) {
            return null;
        }
        if (REFERENCES.contains(key) && !text.startsWith("#")) {
            return "only references within the schema (#…) are supported, not " + text;
        }
        if (key.equals("$ref") && text.startsWith("#/") && Document.at(root, text.substring(1)) == null) {
            return "there is nothing at " + text;
        }
        if (key.equals("$schema") && !META_SCHEMA.equals(text)) {
            return "only draft 2020-12 is supported: " + META_SCHEMA;
        }
        return key.equals("pattern") && !BoundedPattern.isValid(text)
                ? "'" + text + "' is no regular expression"
                : null;
    }

    private static final class MetaSchema {
        static final JsonSchema SCHEMA = JsonSchema.of(Map.of("$ref", META_SCHEMA));
    }
}
