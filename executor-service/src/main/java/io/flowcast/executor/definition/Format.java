package io.flowcast.executor.definition;

import java.util.Locale;
import java.util.Optional;

/** How a definition is written. */
public enum Format {
    /** YAML 1.2, core schema: {@code on}, {@code yes} and {@code 1:30} are text. */
    YAML("application/yaml"),
    /** RFC 8259. */
    JSON("application/json");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** By a file's name; empty where it is no definition's. */
    public static Optional<Format> ofFile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            return Optional.of(YAML);
        }
        return lower.endsWith(".json") ? Optional.of(JSON) : Optional.empty();
    }
}
