package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.store.Creation;
import org.jspecify.annotations.Nullable;

/**
 * An execution that is to be started; its input is checked already.
 *
 * @param id of the execution, where whoever starts it must find it again; else a new one
 * @param owner who may read it
 * @param notBefore epoch milliseconds of the cluster's clock before which it is not started; 0 for any time
 * @param idempotency what an Idempotency-Key binds, where one was given
 */
public record Start(
        @Nullable ExecutionId id,
        CompiledDefinition workflow,
        Encoded input,
        String owner,
        Origin origin,
        TraceContext trace,
        long notBefore,
        Creation.@Nullable Idempotency idempotency) {

    Definition definition() {
        return workflow.definition();
    }

    /** What became of it. */
    public sealed interface Outcome {

        /** It was created, or had been: by the same key, or as the same retry. */
        record Started(ExecutionId id, String status) implements Outcome {}

        /** The key stands for another request. */
        record KeyConflict(ExecutionId id) implements Outcome {}

        /** As many executions of its workflow run as may, and it is not to stand in line. */
        record Full() implements Outcome {}

        /** It is not time yet: this process's idea of the time is ahead. */
        record Early() implements Outcome {}

        /** The execution that it was to be a part of has ended; or the one it refers to is gone. */
        record Orphan() implements Outcome {}
    }
}
