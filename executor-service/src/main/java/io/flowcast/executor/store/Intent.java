package io.flowcast.executor.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.events.ExecutionFields;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What somebody asked of an execution. In its hash it is the field {@code intent:<number>}, a JSON object with {@code
 * kind}.
 *
 * @param number counts up within the execution
 * @param kind {@code cancel}
 */
public record Intent(long number, String kind) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Those that stand among the fields of an execution's hash, oldest first. */
    public static List<Intent> standing(Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().startsWith(ExecutionFields.INTENT))
                .map(field ->
                        of(Long.parseLong(field.getKey().substring(ExecutionFields.INTENT.length())), field.getValue()))
                .sorted(Comparator.comparingLong(Intent::number))
                .toList();
    }

    static Intent of(long number, String json) {
        try {
            return new Intent(number, JSON.readTree(json).path("kind").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("intent " + number + " is not JSON: " + json, e);
        }
    }

    static String toJson(String kind) {
        return JSON.createObjectNode().put("kind", kind).toString();
    }
}
