package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How far a node has come.
 *
 * @param done of its parts, in whatever the node counts
 * @param total of its parts, where it is known
 * @param failed of its parts, among those done, where they may fail one by one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Progress(
        long done, @Nullable Long total, @Nullable Long failed) {}
