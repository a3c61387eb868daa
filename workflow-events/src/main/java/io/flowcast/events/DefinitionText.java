package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A definition as its author wrote it: with comments, in the author's form and order. It is for people: what runs is the
 * definition that was made of it.
 *
 * @param mediaType {@code application/yaml} or {@code application/json}
 * @param content without a byte order mark
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DefinitionText(String mediaType, String content) {}
