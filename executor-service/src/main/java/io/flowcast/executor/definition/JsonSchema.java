package io.flowcast.executor.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema, draft 2020-12 unless it says otherwise, that fetches nothing and whose patterns can't run away.
 * Thread-safe.
 */
final class JsonSchema {
    static final ObjectMapper JSON = new JsonMapper();

    private static final int MAX_FAULTS = 100;
    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ENGLISH)
            .regularExpressionFactory(BoundedPattern::new)
            .build();

    private final Schema schema;

    private JsonSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * What a value lacks.
     *
     * @param pointer into the value
     */
    record Miss(String pointer, String detail) {}

    static JsonSchema of(Object schema) {
        JsonNode node = tree(schema);
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG));
        return new JsonSchema(registry.getSchema(node));
    }

    /** At most a hundred; empty if the value is valid. */
    List<Miss> misses(@Nullable Object value) {
        List<Miss> misses = new ArrayList<>();
        try {
            for (Error error : schema.validate(tree(value))) {
                if (misses.size() < MAX_FAULTS) {
                    misses.add(miss(error));
                }
            }
        } catch (BoundedPattern.TooSlow e) {
            misses.add(new Miss("", "the pattern " + e.pattern() + " of the schema takes too long on this value"));
        } catch (StackOverflowError e) {
            misses.add(new Miss("", "the schema, or the value, nests too deep to be checked"));
        } catch (RuntimeException e) {
            misses.add(new Miss("", "the schema can't be applied: " + e.getMessage()));
        }
        return misses;
    }

    private Miss miss(Error error) {
        String pointer = error.getInstanceLocation().toString();
        String property = String.valueOf(error.getProperty());
        JsonNode rule = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required" -> new Miss(pointer, "the field '" + property + "' is missing");
            case "additionalProperties", "unevaluatedProperties" ->
                new Miss(
                        Document.child(pointer, property),
                        "the field '" + property + "' is unknown here" + known(error));
            case "enum" -> new Miss(pointer, "one of " + words(rule) + " is expected");
            case "pattern" -> new Miss(pointer, "text that matches " + rule.asText() + " is expected");
            default -> new Miss(pointer, error.getMessage());
        };
    }

    private static String words(JsonNode options) {
        List<String> words = new ArrayList<>();
        options.forEach(option -> words.add(option.asText()));
        return String.join(", ", words);
    }

    /** The fields that the schema at fault knows. */
    private String known(Error error) {
        String rules = error.getSchemaLocation().getFragment().getParent().toString();
        Set<String> names = new TreeSet<>();
        schema.getSchemaNode().at(rules).path("properties").fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "" : "; known are " + String.join(", ", names);
    }

    private static JsonNode tree(@Nullable Object value) {
        return JSON.valueToTree(value);
    }
}
