package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as the list of definitions shows it.
 *
 * @param version of the latest
 * @param source {@code file} or {@code api}
 * @param updatedAt epoch milliseconds
 * @param contentHash SHA-256 of the canonical JSON, in hexadecimal: equal content makes no new version
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DefinitionSummary(
        String id,
        String name,
        @Nullable String description,
        int version,
        String source,
        long updatedAt,
        String contentHash) {}
