package io.flowcast.executor.node;

import io.flowcast.events.ExecutionId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an attempt of a node knows and may do. */
public interface NodeContext {

    ExecutionId executionId();

    String nodeId();

    /** From 1; counts attempts that were lost with their executor as well. */
    int attempt();

    /** The node's {@code with}, its expressions evaluated. */
    Map<String, @Nullable Object> settings();

    /** Epoch milliseconds of the cluster's clock. */
    long now();

    /** Tells people something: an event of the execution. Long messages are cut, and too many left out. */
    void log(String message);

    /** The same over retries and takeovers, so that the other side can tell a repetition. */
    default String idempotencyKey() {
        return executionId() + ":" + nodeId();
    }
}
