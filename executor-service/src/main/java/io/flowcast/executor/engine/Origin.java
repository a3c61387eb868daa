package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an execution comes from, besides a request.
 *
 * @param depth how many executions are above it
 * @param retryOf the execution that it retries
 * @param rerunOf the execution that it runs once more
 * @param trigger the type of the trigger that started it
 */
public record Origin(
        @Nullable Parent parent,
        int depth,
        @Nullable ExecutionId retryOf,
        @Nullable ExecutionId rerunOf,
        @Nullable String trigger) {

    public static final Origin NONE = new Origin(null, 0, null, null, null);

    /**
     * The node that started it.
     *
     * @param retries of that node when it did
     * @param item which of that node's items it is for, where it has several
     */
    public record Parent(
            ExecutionId id,
            String nodeId,
            int retries,
            @Nullable Integer item) {

        private static Parent of(String text) {
            String[] words = text.split(" ", -1);
            return new Parent(
                    ExecutionId.of(words[0]),
                    words[1],
                    Integer.parseInt(words[2]),
                    words.length > 3 ? Integer.valueOf(words[3]) : null);
        }

        private String text() {
            return id + " " + nodeId + " " + retries + (item == null ? "" : " " + item);
        }
    }

    public static Origin child(Parent parent, int depth) {
        return new Origin(parent, depth, null, null, null);
    }

    public static Origin retryOf(ExecutionId id) {
        return new Origin(null, 0, id, null, null);
    }

    public static Origin rerunOf(ExecutionId id) {
        return new Origin(null, 0, null, id, null);
    }

    public static Origin trigger(String type) {
        return new Origin(null, 0, null, null, type);
    }

    /** The execution in whose partition it has to be, since they change together. */
    @Nullable
    ExecutionId neighbour() {
        return parent != null ? parent.id() : retryOf != null ? retryOf : rerunOf;
    }

    void write(Map<String, String> fields) {
        if (parent != null) {
            fields.put(ExecutionFields.PARENT, parent.text());
            fields.put(ExecutionFields.DEPTH, Integer.toString(depth));
        }
        if (retryOf != null) {
            fields.put(ExecutionFields.RETRY_OF, retryOf.toString());
        }
        if (rerunOf != null) {
            fields.put(ExecutionFields.RERUN_OF, rerunOf.toString());
        }
        if (trigger != null) {
            fields.put(ExecutionFields.TRIGGER, trigger);
        }
    }

    static Origin read(Map<String, String> fields) {
        String parent = fields.get(ExecutionFields.PARENT);
        String retryOf = fields.get(ExecutionFields.RETRY_OF);
        String rerunOf = fields.get(ExecutionFields.RERUN_OF);
        String trigger = fields.get(ExecutionFields.TRIGGER);
        if (parent == null && retryOf == null && rerunOf == null && trigger == null) {
            return NONE;
        }
        return new Origin(
                parent == null ? null : Parent.of(parent),
                Integer.parseInt(fields.getOrDefault(ExecutionFields.DEPTH, "0")),
                retryOf == null ? null : ExecutionId.of(retryOf),
                rerunOf == null ? null : ExecutionId.of(rerunOf),
                trigger);
    }
}
