package io.flowcast.gateway.read;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an execution comes from, and what came of it.
 *
 * @param parent the node that started it
 * @param trigger the type of the trigger that started it
 * @param retryOf the execution that it retries
 * @param retriedBy the execution that retries it
 * @param rerunOf the execution that it runs once more
 * @param rerunBy the executions that run it once more, the latest first; only so many are kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Links(
        @Nullable Parent parent,
        @Nullable String trigger,
        @Nullable ExecutionId retryOf,
        @Nullable ExecutionId retriedBy,
        @Nullable ExecutionId rerunOf,
        @Nullable List<ExecutionId> rerunBy) {

    /** @param item the index of the item that it was started for, where the node has several */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Parent(
            ExecutionId executionId,
            String nodeId,
            @Nullable Integer item) {}

    static Links of(Map<String, String> fields) {
        return new Links(
                parent(fields.get(ExecutionFields.PARENT)),
                fields.get(ExecutionFields.TRIGGER),
                id(fields.get(ExecutionFields.RETRY_OF)),
                id(fields.get(ExecutionFields.RETRIED_BY)),
                id(fields.get(ExecutionFields.RERUN_OF)),
                ids(fields.get(ExecutionFields.RERUN_BY)));
    }

    private static @Nullable Parent parent(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] words = text.split(" ", -1);
        ExecutionId id = id(words[0]);
        if (id == null || words.length < 2) {
            return null;
        }
        boolean ofItem = words.length > 3 && words[3].matches("[0-9]{1,6}");
        return new Parent(id, words[1], ofItem ? Integer.valueOf(words[3]) : null);
    }

    private static @Nullable ExecutionId id(@Nullable String text) {
        return text == null ? null : ExecutionId.parse(text).orElse(null);
    }

    private static @Nullable List<ExecutionId> ids(@Nullable String text) {
        return text == null
                ? null
                : Stream.of(text.split(" ", -1))
                        .flatMap(id -> ExecutionId.parse(id).stream())
                        .toList();
    }
}
