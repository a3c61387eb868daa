package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * One version of a workflow's definition as Redis holds it.
 *
 * @param definition the canonical JSON form: the author's fields, in the author's order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StoredDefinition(DefinitionSummary summary, Map<String, Object> definition) {}
