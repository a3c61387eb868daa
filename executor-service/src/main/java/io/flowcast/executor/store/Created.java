package io.flowcast.executor.store;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;

/** What became of a {@link Creation}. */
public sealed interface Created {

    /**
     * Written by this call, or by an earlier one with the same id whose answer was lost: then fence and lastId are those of
     * that time, and who was taken over meanwhile learns it from the first commit.
     */
    record Written(long fence, EventId lastId) implements Created {}

    /**
     * The Idempotency-Key stands for this execution, which is the same request, or this one is the retry already; status is
     * empty where it is gone.
     */
    record Repeated(ExecutionId id, String status) implements Created {}

    /** The Idempotency-Key stands for another request. */
    record KeyConflict(ExecutionId id) implements Created {}

    /** As many executions of its workflow run as may: nothing was written. */
    record Full() implements Created {}

    /** It was to be created later: nothing was written. */
    record Early() implements Created {}

    /**
     * The execution that it was to be a part of has ended, or is gone; or the one that it was to repeat has not ended, or is
     * gone. Nothing was written.
     */
    record Orphan() implements Created {}
}
