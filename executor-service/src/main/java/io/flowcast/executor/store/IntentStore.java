package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;
import org.jspecify.annotations.Nullable;

/** What people ask of an execution that another process may hold: kept with it until its owner acts on it. */
public interface IntentStore {

    /**
     * Records the intent for the owner to find, and wakes it; not where it is in effect already: the same one stands last, or
     * the execution is, or is about to be, paused or not, as asked. Atomic; blocks; throws {@link StoreUnavailable}.
     *
     * @param owner who asks: another's execution is not found
     * @param key the Idempotency-Key it came with: a repetition, however late, changes nothing. The last 16 of an execution are known
     */
    Recorded record(ExecutionId id, String owner, Intent.Request request, @Nullable String key);

    /** As {@link #record(ExecutionId, String, Intent.Request, String)}, where a repetition does no harm. */
    default Recorded record(ExecutionId id, String owner, Intent.Request request) {
        return record(id, owner, request, null);
    }

    /**
     * Keeps a signal with its execution, for the node that waits for it or will, and wakes it. One name is taken once; the
     * same signal sent again (the same key and payload) is the same one. Atomic; blocks; throws {@link StoreUnavailable}.
     *
     * @param owner who sends it: another's execution is not found
     */
    Signalled signal(ExecutionId id, String owner, Intent.Request.Signal signal);

    /**
     * As {@link #signal}, for one item of a node; its execution is woken where that item waits for it.
     *
     * @param item whom it is for
     */
    Signalled signal(ExecutionId id, String owner, Intent.Request.Signal signal, ForItem item);

    /**
     * An item of a {@code for} node.
     *
     * @param most bytes that the signals of its node's items may have together
     */
    record ForItem(String nodeId, int index, long most) {}

    /** What became of a signal. */
    enum Signalled {
        RECEIVED,
        NOT_FOUND,
        /** The execution has ended already. */
        FINISHED,
        /** One of this name was received before. */
        TAKEN,
        /** The list has no such item. */
        NO_ITEM,
        /** Together with those of other items it would be too large. */
        TOO_MUCH
    }

    /** What became of it. */
    enum Recorded {
        RECORDED,
        NOT_FOUND,
        /** The execution has ended already. */
        FINISHED,
        /** So many stand that nobody seems to act on them. */
        TOO_MANY
    }
}
