package io.flowcast.node;

import io.flowcast.events.Problem;
import org.jspecify.annotations.Nullable;

/** What one attempt of a node came to. */
public sealed interface NodeResult {

    /**
     * It came to its end.
     *
     * @param value plain maps, lists, strings, numbers, booleans; null for no output
     */
    record Output(@Nullable Object value) implements NodeResult {}

    /**
     * Nothing more is to be done than to wait; no thread does.
     *
     * @param until epoch milliseconds at which the node completes
     */
    record WaitUntil(long until) implements NodeResult {}

    /**
     * It failed.
     *
     * @param problem its {@code type} decides whether the attempt is retried
     */
    record Failure(Problem problem) implements NodeResult {}

    static NodeResult none() {
        return new Output(null);
    }

    static NodeResult failure(String type, String title, String detail) {
        return new Failure(Problem.node(type, title, detail));
    }
}
