package io.flowcast.executor.node;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The few forms of JSON Schema that the settings of the built-in node types need. */
public final class Schemas {

    public static final Map<String, Object> TEXT = Map.of("type", "string");
    public static final Map<String, Object> ANY = Map.of();

    /** An object with these properties and no others. */
    public static Map<String, Object> object(Map<String, Object> properties, String... required) {
        return Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                List.of(required),
                "additionalProperties",
                false);
    }

    public static Map<String, Object> anything() {
        return Map.of("type", "object");
    }

    public static Map<String, Object> nothing() {
        return object(Map.of());
    }

    public static Map<String, Object> oneOf(String... values) {
        return Map.of("enum", Arrays.asList(values));
    }

    private Schemas() {}
}
