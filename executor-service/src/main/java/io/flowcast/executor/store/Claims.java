package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a claim got.
 *
 * @param nextDue epoch milliseconds at which the next execution is due, which may have passed where more were due than
 *     asked for
 */
public record Claims(List<Claim> claims, OptionalLong nextDue) {

    /**
     * One execution that this process holds from now on.
     *
     * @param fence of the new lease
     * @param owner what became of the process that held it before
     * @param dueAt epoch milliseconds since which it was due
     * @param fields of its hash, with fence and executor as they are now
     */
    public record Claim(ExecutionId id, long fence, Owner owner, long dueAt, Map<String, String> fields) {

        /** Whether another process held it and did not give it back. */
        public boolean takeover() {
            return owner != Owner.NONE;
        }
    }

    /** Of the process that held an execution before. */
    public enum Owner {
        /** There was none, or it gave the execution back. */
        NONE,
        /** Its lease ran out. */
        LOST,
        /** It let go of what it had not brought to a pause: it stopped, or could not read it. */
        LET_GO
    }
}
