package io.flowcast.executor.store;

import java.util.List;

/**
 * State, log and published events of executions, changed together: each method is atomic per execution, and checks
 * everything before it writes anything. All methods block and may be called from any thread; each may be repeated with
 * the same argument where its answer was lost, and then answers as the first call did. Where the store is out of reach
 * they throw {@link StoreUnavailable}, and whether they took effect is not known.
 */
public interface ExecutionStore {

    /**
     * Writes a new execution: its hash, the first events, the indexes, its place in {@code due}. On an id that exists it
     * answers what is stored and writes nothing.
     */
    Created create(Creation creation);

    /**
     * Takes at most {@code limit} executions that are due, each under a new fence, for this process; due again when the
     * lease ends. The same token within one lease gets the same answer. It writes no event: the first commit does.
     */
    Claims claim(int limit, String token);

    /**
     * Writes what changed in an execution that this process holds, with its events, and publishes them. Checked in this
     * order: a higher fence is stored: {@link Committed.Fenced}; the log ends at {@code previous}: written; the log ends
     * with this very commit: {@link Committed.Done} once more; else {@link Committed.Rewound}.
     */
    Committed commit(Commit commit);

    /**
     * Prolongs the leases of executions by one lease from now, or lets them go. Answers one outcome each, in order.
     */
    List<Renewed> renew(List<Held> held, Renewal renewal);

    /**
     * Writes back what a failover lost: full state, the events after the stored last one, indexes, due. Only where nobody
     * else has taken over and what is stored is a beginning of what this process knows.
     */
    Restored restore(Restoration restoration);
}
