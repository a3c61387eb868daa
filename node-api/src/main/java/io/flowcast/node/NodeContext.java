package io.flowcast.node;

import io.flowcast.events.ExecutionId;
import java.util.Map;
import java.util.Optional;
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

    /** Epoch milliseconds at which the node's first attempt began: the same over retries and takeovers. */
    default long startTime() {
        return now();
    }

    /** Tells people something: an event of the execution. Long messages are cut, and too many left out. */
    void log(String message);

    /**
     * Tells people how far it is: an event of the execution, and part of the node's state. May be called as often as is
     * convenient: what comes too fast is left out, the latest is what counts. It is not kept for a later attempt.
     *
     * @param done what is done so far, in a unit of the node type's choice; not negative
     * @param total what there is to do, in the same unit; null where that is not known
     * @param message what is being done, in words; long ones are cut
     */
    void progress(long done, @Nullable Long total, @Nullable String message);

    /**
     * Whether to stop: the attempt timed out, the execution ended or is to end, or this executor let go of it. The thread
     * of {@code run} is interrupted at that moment as well; this is for loops that do not block, and for threads that the
     * node type started itself. Once true it stays true, and what {@code run} comes to no longer matters.
     */
    boolean cancelled();

    /**
     * The header {@code traceparent} (W3C Trace Context) for whomever this attempt calls, so that their part of the trace
     * hangs below this attempt. Empty where there is no trace.
     */
    default Optional<String> traceparent() {
        return Optional.empty();
    }

    /** The header {@code tracestate} that goes with {@link #traceparent()}; empty where there is none. */
    default Optional<String> tracestate() {
        return Optional.empty();
    }

    /**
     * A text without the secrets that the settings hold. Whatever leaves the node is treated so; a node type that cuts a text
     * to a length does it after this, for half a secret is not recognised.
     */
    default String redacted(String text) {
        return text;
    }

    /** The same over retries and takeovers, so that the other side can tell a repetition. */
    default String idempotencyKey() {
        return executionId() + ":" + nodeId();
    }
}
