package io.flowcast.systemtests.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the OpenAPI document describes it.
 *
 * @param bodies by media type, the example of each
 * @param answers by status, the media types of each
 */
record Operation(
        String method,
        String path,
        String id,
        List<Parameter> parameters,
        Map<String, JsonNode> bodies,
        Map<Integer, Set<String>> answers) {

    /**
     * One of its parameters.
     *
     * @param in {@code path}, {@code query} or {@code header}
     */
    record Parameter(
            String name,
            String in,
            JsonNode schema,
            @Nullable JsonNode example) {}

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");

    /** All that the document describes. */
    static List<Operation> of(JsonNode document) {
        List<Operation> found = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.forEach(method -> {
                    JsonNode operation = path.getValue().path(method);
                    if (!operation.isMissingNode()) {
                        found.add(read(document, method.toUpperCase(java.util.Locale.ROOT), path.getKey(), operation));
                    }
                }));
        return found;
    }

    /** Whether an executor answers it as well: what is passed on may be late, and probes are everybody's. */
    boolean ofExecutors() {
        return answers.containsKey(504) || path.startsWith("/q/");
    }

    boolean streams() {
        return answers.getOrDefault(200, Set.of()).contains("text/event-stream");
    }

    private static Operation read(JsonNode document, String method, String path, JsonNode operation) {
        List<Parameter> parameters = new ArrayList<>();
        for (JsonNode each : operation.path("parameters")) {
            JsonNode parameter = resolved(document, each);
            parameters.add(new Parameter(
                    parameter.path("name").asText(),
                    parameter.path("in").asText(),
                    resolved(document, parameter.path("schema")),
                    parameter.get("example")));
        }
        Map<String, JsonNode> bodies = new LinkedHashMap<>();
        operation
                .path("requestBody")
                .path("content")
                .properties()
                .forEach(body -> bodies.put(body.getKey(), body.getValue().path("example")));
        Map<Integer, Set<String>> answers = new TreeMap<>();
        operation.path("responses").properties().forEach(answer -> {
            Set<String> types = new TreeSet<>();
            resolved(document, answer.getValue()).path("content").fieldNames().forEachRemaining(types::add);
            answers.put(Integer.valueOf(answer.getKey()), types);
        });
        return new Operation(method, path, operation.path("operationId").asText(), parameters, bodies, answers);
    }

    private static JsonNode resolved(JsonNode document, JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }
}
