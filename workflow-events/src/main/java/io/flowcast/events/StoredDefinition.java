package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a workflow's definition as Redis holds it.
 *
 * @param definition the canonical JSON form: the author's fields, in the author's order
 * @param text as the author wrote it; absent in versions from before it was kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoredDefinition(
        DefinitionSummary summary,
        Map<String, Object> definition,
        @Nullable DefinitionText text) {}
