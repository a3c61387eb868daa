package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new execution.
 *
 * @param fields of its hash, without {@code lastId}, {@code fence} and {@code executor}; workflowId, status, startTime and
 *     owner are among them. A parent named there must not have ended, an execution named there as retried or run
 *     once more must have ended, is retried once, and gives the outputs of the nodes among the fields to its retry; and
 *     a limit named there holds
 * @param events the first entries of its log, sequence 1 and up
 * @param claim whether this process takes it up in the same step; else it is due now, and the bell rings
 * @param lineUp whether one that is over its workflow's limit waits for its turn; only where {@code claim} is not set
 * @param notBefore epoch milliseconds of Redis' clock before which it is refused
 * @param deadline epoch milliseconds of Redis' clock at which it is due though it stands in line; {@link
 *     Commit.After.HandBack#NEVER} where it may stand there for ever
 * @param idempotency what its Idempotency-Key binds, where one was given
 */
public record Creation(
        ExecutionId id,
        Map<String, String> fields,
        List<LogEntry> events,
        boolean claim,
        boolean lineUp,
        long notBefore,
        long deadline,
        @Nullable Idempotency idempotency) {

    /** One that may stand in line for ever. */
    public Creation(
            ExecutionId id,
            Map<String, String> fields,
            List<LogEntry> events,
            boolean claim,
            boolean lineUp,
            long notBefore,
            @Nullable Idempotency idempotency) {
        this(id, fields, events, claim, lineUp, notBefore, Commit.After.HandBack.NEVER, idempotency);
    }

    /**
     * What makes a request that is sent again the same request.
     *
     * @param scope whose keys are apart from all others'; null for the execution's owner
     * @param key as the caller gave it
     * @param bodyDigest of the request it stands for
     */
    public record Idempotency(@Nullable String scope, String key, String bodyDigest) {

        /** One of the execution's owner. */
        public Idempotency(String key, String bodyDigest) {
            this(null, key, bodyDigest);
        }

        public String scope(String owner) {
            return scope == null ? owner : scope;
        }
    }
}
