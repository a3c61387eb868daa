package io.flowcast.executor.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Node types enough to check definitions with. */
final class SampleNodeTypes implements NodeTypeCatalog {
    private static final Map<String, Object> HTTP = Map.of(
            "type",
            "object",
            "required",
            List.of("url"),
            "additionalProperties",
            false,
            "properties",
            Map.of(
                    "url",
                    Map.of("type", "string"),
                    "method",
                    Map.of("enum", List.of("GET", "POST")),
                    "headers",
                    Map.of("type", "object"),
                    "body",
                    true,
                    "retries",
                    Map.of("type", "integer")));

    @Override
    public Set<String> names() {
        return Set.of("http", "emit", "set", "switch", "wait", "log", "fail", "noop", "for", "signal", "workflow");
    }

    @Override
    public boolean takesSecrets(String type) {
        return type.equals("http") || type.equals("emit");
    }

    @Override
    public Optional<Map<String, Object>> settingsSchema(String type) {
        return type.equals("http") ? Optional.of(HTTP) : Optional.empty();
    }
}
