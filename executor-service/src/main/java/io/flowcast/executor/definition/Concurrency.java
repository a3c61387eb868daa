package io.flowcast.executor.definition;

/**
 * How many executions of a workflow run at once.
 *
 * @param limit from 1
 */
public record Concurrency(int limit, OnLimit onLimit) {

    /** What becomes of an execution that is one too many. */
    public enum OnLimit {
        /** It waits for its turn. */
        QUEUE,
        /** It is not started at all. */
        SKIP
    }
}
