package io.flowcast.executor.engine;

import com.github.f4b6a3.ulid.UlidCreator;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.Concurrency;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.Created;
import io.flowcast.executor.store.Creation;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Starts executions: created, and where there is room claimed, in one step, so that no hop lies between a request and the
 * first node. Thread-safe; blocks.
 */
public final class Starter {

    private static final int ATTEMPTS = 3;
    /** So that whoever takes up what timed out in line finds that it did, by its own clock. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(1);

    private final ExecutionStore store;
    private final Executions executions;
    private final ClusterClock clock;
    private final int partitions;

    Starter(ExecutionStore store, Executions executions, ClusterClock clock, int partitions) {
        this.store = store;
        this.executions = executions;
        this.clock = clock;
        this.partitions = partitions;
    }

    /** Throws {@link StoreUnavailable} where the store gives no answer: then it may or may not have been started. */
    public Start.Outcome start(Start start) {
        return start(start, null);
    }

    /**
     * As {@link #start}: a new execution that goes on where this one ended, which failed or was cancelled. There is one for
     * each: where there is one already, it is that.
     */
    public Start.Outcome retry(ExecutionState earlier, TraceContext trace, Creation.@Nullable Idempotency idempotency) {
        ExecutionState.Header header = earlier.header();
        Start start = new Start(
                null,
                header.workflow(),
                header.input(),
                header.owner(),
                Origin.retryOf(earlier.id()),
                trace,
                0,
                idempotency);
        return start(start, Reuse.of(earlier));
    }

    private Start.Outcome start(Start start, @Nullable Reuse reuse) {
        ExecutionId id = start.id() == null
                ? new ExecutionId(
                        partition(start), UlidCreator.getMonotonicUlid().toString())
                : start.id();
        setClock();
        ExecutionState.Header header = new ExecutionState.Header(
                id, start.owner(), start.workflow(), start.input(), clock.now(), start.trace(), start.origin());
        // Not one that may have been created before, by another process, which may hold it: a creation that is repeated
        // answers as the first did, and two would run it under one fence.
        boolean place = start.id() == null && executions.takePlace();
        boolean handedOver = false;
        try {
            Executions.Beginning beginning = begin(header, place, reuse);
            long sentAt = System.nanoTime();
            Creation creation = creation(start, beginning, place);
            Created created = create(creation);
            if (created instanceof Created.Full && place && linesUp(start)) {
                beginning = begin(header, false, reuse);
                creation = creation(start, beginning, false);
                created = create(creation);
            } else if (created instanceof Created.Written(long fence, EventId lastId) && place) {
                handedOver = executions.goOn(beginning, fence, lastId, sentAt);
            }
            if (created instanceof Created.Written(long _, EventId lastId) && !handedOver) {
                executions.remember(new RecentCreation(creation, lastId, sentAt));
            }
            return switch (created) {
                case Created.Written _ ->
                    new Start.Outcome.Started(id, beginning.state().status().wire());
                case Created.Repeated(ExecutionId earlier, String status) -> new Start.Outcome.Started(earlier, status);
                case Created.KeyConflict(ExecutionId earlier) -> new Start.Outcome.KeyConflict(earlier);
                case Created.Full _ -> new Start.Outcome.Full();
                case Created.Early _ -> new Start.Outcome.Early();
                case Created.Orphan _ -> new Start.Outcome.Orphan();
            };
        } finally {
            if (place && !handedOver) {
                executions.putBack(1);
            }
        }
    }

    /** An executor that has just started goes by its own clock until the store has said what time it is, and may be hours off. */
    private void setClock() {
        if (!clock.isKnown()) {
            store.claim(0, "clock");
        }
    }

    private Executions.Beginning begin(ExecutionState.Header header, boolean claimed, @Nullable Reuse reuse) {
        return reuse == null ? executions.begin(header, claimed) : executions.begin(header, claimed, reuse);
    }

    private static Creation creation(Start start, Executions.Beginning beginning, boolean claim) {
        return new Creation(
                beginning.state().id(),
                beginning.fields(),
                beginning.events(),
                claim,
                !claim && linesUp(start),
                start.notBefore(),
                deadline(beginning.state()),
                start.idempotency());
    }

    /** Repeated where the answer was lost: the id makes it one creation. The caller hears of a store that stays away. */
    private Created create(Creation creation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.create(creation);
            } catch (StoreUnavailable e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Its timeout counts while it stands in line. */
    private static long deadline(ExecutionState state) {
        long timeout = Deadlines.ofExecution(state);
        return timeout == Deadlines.NEVER ? timeout : timeout + CLOCKS_APART.toMillis();
    }

    static boolean linesUp(Start start) {
        Concurrency concurrency = start.definition().concurrency();
        return concurrency != null && concurrency.onLimit() == Concurrency.OnLimit.QUEUE;
    }

    /** Those that change together with others, or count each other, have to be in one partition. */
    private int partition(Start start) {
        ExecutionId neighbour = start.origin().neighbour();
        if (neighbour != null) {
            return neighbour.partition();
        }
        if (start.definition().concurrency() != null) {
            return Math.floorMod(start.definition().id().hashCode(), partitions);
        }
        Creation.Idempotency idempotency = start.idempotency();
        return idempotency == null
                ? ThreadLocalRandom.current().nextInt(partitions)
                : Math.floorMod((idempotency.scope(start.owner()) + ":" + idempotency.key()).hashCode(), partitions);
    }
}
