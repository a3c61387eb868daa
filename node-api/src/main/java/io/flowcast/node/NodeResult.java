package io.flowcast.node;

import io.flowcast.events.Problem;
import java.time.Duration;
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
     * @param retryAfter the least time until the next attempt, where the other side asked for one; the node's
     *     {@code maxDelay} bounds it
     */
    record Failure(Problem problem, @Nullable Duration retryAfter) implements NodeResult {
        public Failure(Problem problem) {
            this(problem, null);
        }
    }

    static NodeResult none() {
        return new Output(null);
    }

    static NodeResult failure(String type, String title, String detail) {
        return new Failure(Problem.node(type, title, detail));
    }
}
