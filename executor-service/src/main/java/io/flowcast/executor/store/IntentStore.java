package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;

/** What people ask of an execution that another process may hold: kept with it until its owner acts on it. */
public interface IntentStore {

    /**
     * Records the intent for the owner to find, and wakes it; not where it is in effect already: the same one stands last, or
     * the execution is, or is about to be, paused or not, as asked. Atomic; blocks; throws {@link StoreUnavailable}.
     *
     * @param owner who asks: another's execution is not found
     */
    Recorded record(ExecutionId id, String owner, Intent.Request request);

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
