package io.flowcast.gateway.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.TriggerState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trigger of a workflow, in the place that it has in the definition.
 *
 * @param type {@code schedule} or {@code webhook}
 * @param nextAt ISO-8601: a schedule's next tick
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TriggerView(
        String type, @Nullable String nextAt, @Nullable Firing last) {

    /**
     * When it fired last.
     *
     * @param at ISO-8601: of a schedule the tick, of a webhook the request
     * @param outcome {@code started}, {@code skipped}, {@code missed} or {@code failed}
     * @param executionId where one was started
     * @param detail why, where none was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Firing(
            String at,
            String outcome,
            @Nullable ExecutionId executionId,
            @Nullable String detail) {}

    /** @param state null where nothing is known of it yet */
    static TriggerView of(String type, @Nullable TriggerState state) {
        TriggerState.Firing last = state == null ? null : state.last();
        Long next = state == null ? null : state.nextAt();
        return new TriggerView(
                type,
                next == null ? null : Instant.ofEpochMilli(next).toString(),
                last == null
                        ? null
                        : new Firing(
                                Instant.ofEpochMilli(last.at()).toString(),
                                last.outcome(),
                                last.executionId(),
                                last.detail()));
    }
}
