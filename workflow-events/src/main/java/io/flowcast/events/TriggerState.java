package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * When a trigger of a workflow fired last and will fire next, as {@link RedisKeys#TRIGGERS} holds it.
 *
 * @param type {@code schedule} or {@code webhook}
 * @param nextAt epoch milliseconds of a schedule's next tick
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TriggerState(
        String type, @Nullable Long nextAt, @Nullable Firing last) {

    /**
     * What came of a firing.
     *
     * @param at epoch milliseconds: of a schedule the tick, of a webhook the request
     * @param outcome {@code started}, {@code skipped} (the workflow's limit was reached), {@code missed} (no executor was
     *     there) or {@code failed}
     * @param executionId where it was started
     * @param detail why, where it was not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Firing(
            long at,
            String outcome,
            @Nullable ExecutionId executionId,
            @Nullable String detail) {}
}
