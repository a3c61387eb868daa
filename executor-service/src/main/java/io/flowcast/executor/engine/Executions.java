package io.flowcast.executor.engine;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.Claims;
import io.flowcast.executor.store.Held;
import io.flowcast.executor.store.LogEntry;
import io.flowcast.executor.store.Renewal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The executions that this process runs, and the room for more. Thread-safe.
 */
public final class Executions {

    private static final Logger LOG = Logger.getLogger(Executions.class);

    /** How long an execution rests that this process does not understand: written by a later version, it may be another's. */
    private static final Duration PUT_OFF = Duration.ofMinutes(1);

    /** Of the executions that are kept for some seconds after their end. */
    private static final long MOST_ENDED_BYTES = 16 << 20;
    /** Of those that were created here a moment ago for others to run. */
    private static final long MOST_CREATED_BYTES = 4 << 20;

    private final RunTools tools;
    private final Duration leaseLength;
    private final ExecutorService threads;
    private final BooleanSupplier begun;
    private final Semaphore room;
    private final Map<ExecutionId, ExecutionRun> runs = new ConcurrentHashMap<>();
    private final RecentEnds<EndedRun> recentEnds = new RecentEnds<>(MOST_ENDED_BYTES, System::nanoTime);
    private final RecentEnds<RecentCreation> recentCreations = new RecentEnds<>(MOST_CREATED_BYTES, System::nanoTime);
    private volatile boolean draining;
    private volatile Runnable onRoom = () -> {};

    /**
     * @param begun whether anything may be run yet: one that does not have its own definitions in Redis would not find what they name
     */
    Executions(RunTools tools, Duration leaseLength, int maxInFlight, ExecutorService threads, BooleanSupplier begun) {
        this.tools = tools;
        this.leaseLength = leaseLength;
        this.threads = threads;
        this.begun = begun;
        this.room = new Semaphore(maxInFlight);
    }

    /** Told when there is room again after there was none. */
    public void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** Whether the place for one more execution was taken; a place is freed by the end of its run, or {@link #putBack}. */
    public boolean takePlace() {
        return !draining && begun.getAsBoolean() && room.tryAcquire();
    }

    /** Takes as many places as there are, at most {@code limit}. */
    public int takePlaces(int limit) {
        int taken = 0;
        while (taken < limit && takePlace()) {
            taken++;
        }
        return taken;
    }

    /** Gives back places that were taken and not used. */
    public void putBack(int places) {
        room.release(places);
    }

    /** Tells the run of this execution, where it runs here, that somebody may have asked for something; gives whether it does. */
    public boolean rung(ExecutionId id) {
        ExecutionRun run = runs.get(id);
        if (run == null) {
            return false;
        }
        run.rung();
        return true;
    }

    /** One that was created here for whoever takes it up. */
    void remember(RecentCreation creation) {
        recentCreations.add(creation, creation.size());
    }

    /**
     * Makes sure that what ended here a moment ago has ended, and what was given back, or created for others to run, is there: to be called when the way to the store was lost and is back,
     * for a failover may have forgotten it, and nobody holds it any more who would notice.
     */
    public void confirmEnds() {
        for (EndedRun run : recentEnds.all()) {
            threads.execute(() -> confirm("its end", run.id(), run::confirm));
        }
        for (RecentCreation creation : recentCreations.all()) {
            threads.execute(() -> confirm("it", creation.id(), () -> creation.confirm(tools, leaseLength)));
        }
    }

    /** What has to ask the store. */
    private interface Confirmation {
        void ask() throws InterruptedException;
    }

    private static void confirm(String what, ExecutionId id, Confirmation confirmation) {
        try {
            confirmation.ask();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warnf("%s: whether %s is still there cannot be told: %s", id, what, e);
        }
    }

    /** The store took a claim or a renewal just now, as it does about once a second: what was written long before is there to stay. */
    public void storeAnswered() {
        recentEnds.answered();
        recentCreations.answered();
    }

    /** How many more it can run. */
    int room() {
        return room.availablePermits();
    }

    public int running() {
        return runs.size();
    }

    public Collection<ExecutionRun> runs() {
        return runs.values();
    }

    /** What a new execution begins with, decided and yet to be created. */
    public record Beginning(ExecutionState state, Map<String, String> fields, List<LogEntry> events, Step step) {}

    /**
     * The first step of a new execution.
     *
     * @param claimed whether this process takes it up at once, in a place that was taken for it
     */
    public Beginning begin(ExecutionState.Header header, boolean claimed) {
        return begin(header, claimed ? new Occurrence.Claimed() : new Occurrence.Queued());
    }

    /** As {@link #begin(ExecutionState.Header, boolean)}, where it goes on from what an earlier one came to. */
    Beginning begin(ExecutionState.Header header, boolean claimed, Reuse reuse) {
        Beginning beginning = begin(header, new Occurrence.Retried(claimed, reuse));
        // They are large, and where the earlier one is: the store copies them.
        beginning.fields().keySet().removeIf(field -> field.startsWith(ExecutionFields.NODE_OUTPUT));
        return beginning;
    }

    private Beginning begin(ExecutionState.Header header, Occurrence first) {
        ExecutionState state = ExecutionState.fresh(header);
        Step step = tools.transition().decide(state, first, header.startTime(), false);
        state.apply(step);
        List<LogEntry> events = step.events().stream().map(tools.codec()::entry).toList();
        return new Beginning(state, tools.codec().all(state), events, step);
    }

    /**
     * Goes on with an execution that was created and claimed in one step, in a place that was taken for it; not where the
     * answer took so long that the lease may be over, for then it is taken over.
     *
     * @param sentAt {@link System#nanoTime} at which that step was sent
     */
    public boolean goOn(Beginning beginning, long fence, EventId lastId, long sentAt) {
        Lease lease = new Lease(beginning.state().id(), fence, lastId, leaseLength, sentAt);
        if (lease.mayBeOver()) {
            return false;
        }
        ExecutionRun run = run(beginning.state(), lease);
        run.begun(beginning.step(), beginning.events());
        if (beginning.step().starts().isEmpty()) {
            // What it reuses is told; what follows from it is another step, which may be its end.
            run.post(new Message.Happened(new Occurrence.Claimed()));
        }
        start(run);
        return true;
    }

    /**
     * Takes up an execution that was claimed, in a place that was taken for it.
     *
     * @param sentAt {@link System#nanoTime} at which the claim was sent
     */
    public void takeUp(Claims.Claim claim, long sentAt) {
        try (LogContext _ = LogContext.of(claim.id(), claim.fields().getOrDefault(ExecutionFields.TRACE_ID, ""))) {
            start(claim, sentAt);
        }
    }

    private void start(Claims.Claim claim, long sentAt) {
        try {
            start(revive(claim, sentAt));
        } catch (RuntimeException e) {
            LOG.errorf(
                    "%s: what the store holds of it makes no sense (%s); it is put off for %s, for one that understands it",
                    claim.id(), e, PUT_OFF);
            putOff(claim);
            putBack(1);
        }
    }

    /** Whoever takes it over then takes it as it is; this process did not die of it. */
    private void putOff(Claims.Claim claim) {
        EventId lastId = EventId.parse(claim.fields().getOrDefault(ExecutionFields.LAST_ID, ""))
                .orElse(new EventId(1, 0));
        try {
            tools.store().renew(List.of(new Held(claim.id(), claim.fence(), lastId)), new Renewal.LetGo(PUT_OFF));
        } catch (RuntimeException e) {
            LOG.warnf("%s: cannot be put off, and is taken over when its lease ends: %s", claim.id(), e);
        }
    }

    private ExecutionRun revive(Claims.Claim claim, long sentAt) {
        tools.telemetry().claimed(claim.owner(), tools.clock().now() - claim.dueAt());
        EventId lastId = EventId.of(claim.fields().getOrDefault(ExecutionFields.LAST_ID, ""));
        Lease lease = new Lease(claim.id(), claim.fence(), lastId, leaseLength, sentAt);
        ExecutionRun run;
        try {
            run = run(tools.codec().read(claim.id(), claim.fields(), lastId.seq()), lease);
        } catch (RuntimeException e) {
            run = run(tools.codec().readUnrunnable(claim.id(), claim.fields(), lastId.seq()), lease);
            LOG.errorf(e, "%s: cannot be read, and fails", claim.id());
            run.post(new Message.Happened(new Occurrence.Unrunnable(Problem.node(
                    "validation", "Unreadable execution", "this executor cannot read its state: " + e.getMessage()))));
            return run;
        }
        if (claim.takeover()) {
            LOG.infof("%s: taken over", claim.id());
            run.post(new Message.Happened(new Occurrence.TakenOver(claim.fence())));
        }
        for (Intent intent : Intent.standing(claim.fields())) {
            run.post(new Message.Asked(intent));
        }
        if (!claim.takeover()) {
            run.post(new Message.Happened(new Occurrence.Claimed()));
        }
        run.post(new Message.LookForChildren());
        return run;
    }

    private ExecutionRun run(ExecutionState state, Lease lease) {
        return new ExecutionRun(tools, state, lease, this::ended);
    }

    /** Asks every run to start nothing more; no place is given any more. */
    public void drain() {
        draining = true;
        runs.values().forEach(ExecutionRun::drain);
    }

    public boolean draining() {
        return draining;
    }

    private void start(ExecutionRun run) {
        ExecutionRun earlier = runs.put(run.id(), run);
        if (earlier != null) {
            // Claimed anew by this very process: the earlier run's lease is over, and it is fenced off.
            earlier.post(new Message.Lost());
        }
        if (draining) {
            run.drain();
        }
        threads.execute(run);
    }

    private void ended(ExecutionRun run) {
        try {
            // Before it stops running: at no moment is an end in neither.
            run.remains().ifPresent(remains -> recentEnds.add(remains, remains.size()));
        } finally {
            runs.remove(run.id(), run);
            leave();
        }
    }

    private void leave() {
        boolean full = room.availablePermits() == 0;
        room.release();
        if (full) {
            onRoom.run();
        }
    }
}
