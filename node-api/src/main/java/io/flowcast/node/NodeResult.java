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
     * Nothing more is to be done than to wait for somebody: the node completes with the payload of the signal. One that
     * came before is taken at once. The node's timeout is the deadline. For the node type {@code signal} alone, whose names
     * are known before it runs.
     *
     * @param name of a signal, {@code [A-Za-z0-9_.-]{1,64}}, which no other node of the definition waits for
     */
    record AwaitSignal(String name) implements NodeResult {}

    /**
     * Another workflow is to be run: the node completes with its output, or fails with its error. Only for the
     * node type that is built in for this, whose end takes the other execution with it.
     *
     * @param version null for the latest
     * @param input plain maps, lists, strings, numbers, booleans
     */
    record RunWorkflow(
            String workflowId,
            @Nullable Integer version,
            @Nullable Object input) implements NodeResult {}

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
