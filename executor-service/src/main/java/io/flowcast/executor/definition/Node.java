package io.flowcast.executor.definition;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a workflow.
 *
 * @param id unique in its definition, {@code [A-Za-z_][A-Za-z0-9_]{0,63}}
 * @param name for people; the id where the author gave none
 * @param type the name of a node type
 * @param with its settings, values that may hold expressions
 * @param timeout of one attempt
 * @param retry null where the author says nothing: then what its type has by default
 */
public record Node(
        String id,
        String name,
        String type,
        Map<String, Object> with,
        @Nullable Duration timeout,
        @Nullable Retry retry,
        OnCrash onCrash,
        Join join) {

    /** What happens to a node that was started and not finished when its executor died. */
    public enum OnCrash {
        RETRY,
        FAIL
    }

    /** When a node with several incoming edges starts. */
    public enum Join {
        /** Once each is decided, if at least one was taken. */
        ALL,
        /** At the first that is taken, once. */
        ANY
    }
}
