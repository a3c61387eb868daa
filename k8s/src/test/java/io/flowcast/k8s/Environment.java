package io.flowcast.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The variables that a workload's first container gets, as far as their values are known here. */
record Environment(Map<String, String> variables) {

    static Environment of(Manifests manifests, Workload workload) {
        Map<String, String> variables = new TreeMap<>();
        for (JsonNode source : workload.main().path("envFrom")) {
            String prefix = source.path("prefix").asText();
            JsonNode map = manifests.find(
                    "ConfigMap", source.path("configMapRef").path("name").asText());
            map.path("data").forEachEntry((name, value) -> variables.put(prefix + name, value.asText()));
        }
        for (JsonNode variable : workload.main().path("env")) {
            variables.put(variable.path("name").asText(), value(manifests, variable));
        }
        return new Environment(variables);
    }

    private static String value(Manifests manifests, JsonNode variable) {
        JsonNode from = variable.path("valueFrom");
        if (from.has("configMapKeyRef")) {
            JsonNode reference = from.path("configMapKeyRef");
            return manifests
                    .find("ConfigMap", reference.path("name").asText())
                    .path("data")
                    .path(reference.path("key").asText())
                    .asText();
        } else if (from.has("secretKeyRef")) {
            JsonNode reference = from.path("secretKeyRef");
            String encoded = manifests
                    .find("Secret", reference.path("name").asText())
                    .path("data")
                    .path(reference.path("key").asText())
                    .asText();
            return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
        }
        return variable.path("value").asText();
    }
}
