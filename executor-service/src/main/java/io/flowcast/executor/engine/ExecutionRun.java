package io.flowcast.executor.engine;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.Commit;
import io.flowcast.executor.store.Committed;
import io.flowcast.executor.store.Held;
import io.flowcast.executor.store.LogEntry;
import io.flowcast.executor.store.Renewal;
import io.flowcast.executor.store.Renewed;
import io.flowcast.executor.store.Restoration;
import io.flowcast.executor.store.Restored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs one execution as its single writer, on a virtual thread of its own: takes what happened out of the mailbox, decides
 * what follows, commits it, and only then starts what is to start; only nodes without side effects run before. While a
 * commit is under way more may happen; it travels in the next one. It ends with the execution, or when the lease is handed back or lost.
 *
 * <p>The public methods may be called by any thread; everything else belongs to the thread of the run.
 */
public final class ExecutionRun implements Runnable {

    private static final Logger LOG = Logger.getLogger(ExecutionRun.class);

    private final RunTools tools;
    private final ExecutionState state;
    private final Lease lease;
    private final Attempts attempts;
    private final Consumer<ExecutionRun> ended;
    private final BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();

    /** So much is decided before it is written: viewers are to see it, and somebody may want it to end. */
    private static final int MOST_EVENTS = 500;

    private final Tail tail = new Tail();
    /** Nodes whose start is written and that run on this very thread, in the next turn. */
    private final Deque<String> inline = new ArrayDeque<>();

    private final Set<Long> intentsSeen = new HashSet<>();
    private Batch batch = new Batch();
    private volatile @Nullable Thread thread;
    private volatile boolean halted;
    private boolean draining;
    private boolean rewound;
    private boolean over;
    /** The commit that ended the execution, or gave its lease back, once written. */
    private @Nullable Commit last;

    /** @param ended told once, as the last thing the run does */
    ExecutionRun(RunTools tools, ExecutionState state, Lease lease, Consumer<ExecutionRun> ended) {
        this.tools = tools;
        this.ended = ended;
        this.state = state;
        this.lease = lease;
        this.attempts = new Attempts(
                tools.attempts(), state, lease.fence(), occurrence -> post(new Message.Happened(occurrence)));
    }

    public ExecutionId id() {
        return state.id();
    }

    public Held held() {
        return lease.held();
    }

    /** What became of the lease that was asked for at {@code sentAt} ({@link System#nanoTime}). */
    public void renewed(Renewed outcome, long sentAt) {
        switch (outcome) {
            case Renewed.Kept(List<Intent> intents) -> {
                lease.renewed(sentAt);
                intents.forEach(intent -> post(new Message.Asked(intent)));
            }
            case Renewed.Lost() -> post(new Message.Lost());
            case Renewed.Rewound(var _) -> post(new Message.Rewound());
        }
    }

    /** Tells it that somebody may have asked for something. */
    public void rung() {
        post(new Message.Rung());
    }

    /** Asks it to start nothing more, and to hand back as soon as nothing runs. */
    public void drain() {
        post(new Message.Drain());
    }

    /** Stops it where it stands, its attempts included; what it has not committed has not happened. */
    public void halt() {
        halted = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    void post(Message message) {
        mailbox.add(message);
    }

    /** What the step that created the execution decided, and is committed: its events, and the nodes to start. */
    void begun(Step step, List<LogEntry> written) {
        for (int i = 0; i < written.size(); i++) {
            keep(new EventId(i + 1, lease.fence()), written.get(i));
        }
        Batch committed = new Batch();
        committed.add(step);
        batch = committed;
        tools.telemetry().committed(state, step.events());
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try (LogContext _ = LogContext.of(state.header())) {
            if (halted) {
                // Before its thread was there to be interrupted.
                return;
            }
            release();
            while (!over) {
                turn();
            }
        } catch (InterruptedException halted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "%s: let go; it is taken over when its lease ends", id());
        } finally {
            attempts.close();
            ended.accept(this);
        }
    }

    /** What is to be kept of it where it wrote the end of its execution, or gave it back. To be called once the run is over. */
    Optional<EndedRun> remains() {
        Commit written = last;
        return written == null ? Optional.empty() : Optional.of(new EndedRun(tools, state, lease, tail, written));
    }

    private void turn() throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        Message first = next();
        if (first != null) {
            messages.add(first);
            mailbox.drainTo(messages);
        }
        for (Message message : messages) {
            if (over) {
                return;
            }
            take(message);
        }
        OptionalLong deadline = state.nextDeadline(draining);
        if (deadline.isPresent() && deadline.getAsLong() <= tools.clock().now()) {
            decide(new Occurrence.Tick());
        }
        if (!over && !draining) {
            attempts.wake(tools.clock().now());
        }
        runInline();
        attempts.stopEnded();
        if (!over) {
            flush();
        }
    }

    /**
     * Runs what has no side effects, and what follows from it, before any of it is written: it travels in one commit. Should
     * this process die before, nothing of it has happened.
     */
    private void runInline() throws InterruptedException {
        long end = System.nanoTime() + tools.mergeFor().toNanos();
        for (String nodeId = nextInline(); nodeId != null; nodeId = nextInline()) {
            for (Occurrence told : attempts.runInline(nodeId)) {
                decide(told);
            }
            if (batch.events().size() >= MOST_EVENTS || System.nanoTime() - end > 0) {
                return;
            }
        }
    }

    private @Nullable String nextInline() {
        for (String nodeId = inline.poll(); nodeId != null; nodeId = inline.poll()) {
            if (state.node(nodeId).status() == NodeStatus.RUNNING) {
                return nodeId;
            }
        }
        if (over) {
            return null;
        }
        for (String nodeId : batch.starts()) {
            if (isInline(nodeId)) {
                batch.withdrawStart(nodeId);
                return nodeId;
            }
        }
        return null;
    }

    private boolean isInline(String nodeId) {
        return tools.mergeFor().isPositive() && attempts.isInline(nodeId);
    }

    /** The next message, or null where a deadline comes first, or a node is to be run here. */
    private @Nullable Message next() throws InterruptedException {
        if (!inline.isEmpty()) {
            return mailbox.poll();
        }
        long deadline = nextDeadline();
        if (deadline == Deadlines.NEVER) {
            return mailbox.take();
        }
        long wait = deadline - tools.clock().now();
        return wait <= 0 ? mailbox.poll() : mailbox.poll(wait, TimeUnit.MILLISECONDS);
    }

    /** When time alone changes something, of the state or of items. */
    private long nextDeadline() {
        long next = state.nextDeadline(draining).orElse(Deadlines.NEVER);
        return draining ? next : Math.min(next, attempts.nextWake());
    }

    private void take(Message message) throws InterruptedException {
        switch (message) {
            case Message.Happened(Occurrence.NodeParked left) -> attempts.park(left);
            case Message.Happened(Occurrence.Claimed claimed) -> {
                decide(claimed);
                goOn();
            }
            case Message.Happened(Occurrence occurrence) -> decide(occurrence);
            case Message.Asked(Intent intent) -> asked(intent);
            case Message.Rung() -> renew();
            case Message.LookForChildren() -> lookForChildren();
            case Message.Rewound() -> rewound = true;
            case Message.Drain() -> {
                draining = true;
                attempts.drain();
            }
            case Message.Lost() -> {
                LOG.warnf("lost the lease of fence %d", lease.fence());
                over = true;
            }
        }
    }

    /** What was running when the lease was given back only waited, and goes on. */
    private void goOn() {
        for (String nodeId : List.copyOf(state.started())) {
            if (!over && isRunning(nodeId)) {
                attempts.goOn(nodeId);
            }
        }
    }

    /** Whether its attempt has started, or had when the lease was given back: not where its start is yet to be written. */
    private boolean isRunning(String nodeId) {
        return state.node(nodeId).status() == NodeStatus.RUNNING
                && !batch.starts().contains(nodeId);
    }

    /** Those whose end this execution was not told of. */
    private void lookForChildren() throws InterruptedException {
        List<Children.Awaited> awaited = new ArrayList<>();
        for (String nodeId : state.started()) {
            NodeState node = state.node(nodeId);
            ExecutionId childId = node.childId();
            if (node.status() == NodeStatus.WAITING && childId != null) {
                awaited.add(new Children.Awaited(nodeId, Objects.requireNonNullElse(node.retries(), 0), childId));
            }
        }
        tools.attempts().children().ended(awaited, tools.attempts().maxOutput()).forEach(this::decide);
        if (intentsSeen.isEmpty()) {
            // Else it was taken up to hear of one of them: there may be many, and that they end is what it is woken by.
            state.started().stream()
                    .filter(this::isRunning)
                    .filter(nodeId ->
                            ItemTask.runsWorkflows(state.header().graph().node(nodeId)))
                    .toList()
                    .forEach(nodeId -> attempts.tell(nodeId, new ItemNews.Look()));
        }
    }

    private void tell(String nodeId, ItemNews news) {
        batch.consumeSoon();
        // One whose start is yet to be written looks by itself.
        if (!over && isRunning(nodeId)) {
            attempts.tell(nodeId, news);
        }
    }

    private boolean isCurrent(Intent.Request.ChildEnded ended) {
        return Objects.requireNonNullElse(state.node(ended.nodeId()).retries(), 0) == ended.retries();
    }

    private void asked(Intent intent) {
        // Also one that was acted on: where a failover lost the commit that consumed it, it stands again.
        batch.consume(intent.number());
        if (intentsSeen.add(intent.number())) {
            switch (intent.request()) {
                case Intent.Request.Cancel() -> decide(new Occurrence.CancelRequested());
                case Intent.Request.Pause() -> decide(new Occurrence.PauseRequested());
                case Intent.Request.Resume() -> decide(new Occurrence.ResumeRequested());
                case Intent.Request.Signal signal ->
                    decide(new Occurrence.SignalReceived(
                            signal.name(), tools.codec().signal(signal)));
                case Intent.Request.ItemSignal(String nodeId, int item) -> tell(nodeId, new ItemNews.Signalled(item));
                case Intent.Request.ChildEnded ended
                when ended.item() != null -> {
                    if (isCurrent(ended)) {
                        tell(
                                ended.nodeId(),
                                new ItemNews.ChildEnded(
                                        ended.item(),
                                        ChildEnds.heard(
                                                ended,
                                                tools.codec(),
                                                tools.attempts().maxOutput())));
                    }
                }
                case Intent.Request.ChildEnded ended ->
                    decide(ChildEnds.heard(
                            ended, tools.codec(), tools.attempts().maxOutput()));
                case Intent.Request.Unknown(String kind) -> LOG.warnf("an intent of unknown kind %s is dropped", kind);
            }
        }
    }

    private void decide(Occurrence occurrence) {
        if (over) {
            return;
        }
        Step step;
        try {
            step = tools.transition().decide(state, occurrence, tools.clock().now(), draining);
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "no step follows from %s", occurrence.getClass().getSimpleName());
            Problem problem = Problem.node("internal", "Engine error", "the engine could not go on: " + bug);
            step = tools.transition()
                    .decide(
                            state,
                            new Occurrence.Unrunnable(problem),
                            tools.clock().now(),
                            draining);
        }
        state.apply(step);
        batch.add(step);
    }

    private void flush() throws InterruptedException {
        if (rewound && batch.isEmpty() && !restore()) {
            return;
        }
        boolean idle = state.started().stream()
                .noneMatch(id -> state.node(id).status() == NodeStatus.RUNNING && !attempts.isParked(id));
        Commit.After after = after(idle);
        if (batch.isEmpty() && !batch.isUrgent() && after instanceof Commit.After.Keep) {
            return;
        }
        List<LogEntry> entries =
                batch.events().stream().map(tools.codec()::entry).toList();
        Commit commit = new Commit(
                id(),
                lease.fence(),
                lease.lastId(),
                entries.isEmpty()
                        ? Map.of()
                        : tools.codec().changed(state, batch.nodes(), batch.outputs(), batch.signals()),
                entries,
                after,
                List.copyOf(batch.intents()),
                List.copyOf(batch.notices()));
        commit.notices().forEach(notice -> tail.add(tools.clock().now(), notice));
        for (int i = 0; i < entries.size(); i++) {
            keep(new EventId(commit.previous().seq() + i + 1, commit.fence()), entries.get(i));
        }
        commit(commit);
    }

    /**
     * What becomes of the lease with the next commit. Long waits give it back, and say so, which is a commit by itself;
     * so do a pause and the end of this process, which need not be told.
     */
    private Commit.After after(boolean idle) {
        if (state.status().terminal()) {
            return new Commit.After.End();
        }
        if (!idle || !mailbox.isEmpty() || !inline.isEmpty()) {
            return new Commit.After.Keep();
        }
        long until = nextDeadline();
        long now = tools.clock().now();
        if (state.status() == ExecutionStatus.PAUSED) {
            // Loops that left off because this process stops go on elsewhere: what runs goes on over a pause.
            return new Commit.After.HandBack(draining && attempts.anyParked() ? now : until);
        }
        if (draining) {
            return new Commit.After.HandBack(now);
        }
        if (until - now < tools.handBackAfter().toMillis()) {
            return new Commit.After.Keep();
        }
        if (state.status() != ExecutionStatus.WAITING) {
            decide(new Occurrence.HandedBack(until));
        }
        // Its end is told, in the same step; that somebody looks all the same keeps one that is lost from being waited
        // for.
        long look = state.awaitsChild()
                ? now + tools.attempts().children().lookAgain().toMillis()
                : Deadlines.NEVER;
        return new Commit.After.HandBack(Math.min(until, look));
    }

    private void commit(Commit commit) throws InterruptedException {
        Committed outcome = tools.patience()
                .untilAnswered("commit of " + id(), () -> tools.store().commit(commit));
        switch (outcome) {
            case Committed.Done(List<Intent> intents) -> {
                lease.advance(commit.last());
                intents.forEach(intent -> post(new Message.Asked(intent)));
                over = !(commit.after() instanceof Commit.After.Keep);
                noteLast(commit);
                tools.telemetry().committed(state, batch.events());
                release();
            }
            case Committed.Fenced() -> {
                tools.telemetry().fenced();
                LOG.warnf("fence %d is fenced off, another executor has it", lease.fence());
                over = true;
            }
            case Committed.Rewound(var lastId) -> {
                LOG.warnf("the store is at %s, not at %s", lastId, commit.previous());
                if (restore()) {
                    lease.advance(commit.last());
                    over = commit.after() instanceof Commit.After.End;
                    noteLast(commit);
                    tools.telemetry().committed(state, batch.events());
                    release();
                    if (commit.after() instanceof Commit.After.HandBack) {
                        // A restoration keeps the lease: to be given back by the next turn.
                        rung();
                    }
                }
            }
        }
    }

    private void noteLast(Commit commit) {
        last = commit.after() instanceof Commit.After.Keep ? null : commit;
    }

    /** Starts the nodes whose start is committed, once the lease is sure to hold. */
    private void release() throws InterruptedException {
        Set<String> starts = batch.starts();
        attempts.dropItems(batch.nodes());
        batch = new Batch();
        if (over || starts.isEmpty() || !leaseHolds()) {
            return;
        }
        for (String nodeId : starts) {
            if (isInline(nodeId)) {
                inline.add(nodeId);
            } else {
                state.begin(nodeId, tools.clock().now());
                attempts.start(nodeId);
            }
        }
    }

    private boolean leaseHolds() throws InterruptedException {
        if (lease.mayBeOver()) {
            renew();
            if (rewound) {
                restore();
            }
        }
        return !over;
    }

    private void renew() throws InterruptedException {
        long sentAt = System.nanoTime();
        Renewed outcome = tools.patience()
                .untilAnswered("renewal of " + id(), () -> tools.store().renew(List.of(lease.held()), Renewal.KEEP))
                .getFirst();
        switch (outcome) {
            case Renewed.Kept _ -> renewed(outcome, sentAt);
            case Renewed.Rewound _ -> rewound = true;
            case Renewed.Lost _ -> over = true;
        }
    }

    /**
     * Writes back what a failover lost, where all that is decided is in the tail; lets go where that can't be. Whether it did
     * the former.
     */
    private boolean restore() throws InterruptedException {
        rewound = false;
        if (tail.isEmpty()) {
            LOG.warn("the store lost what this process never knew; let go");
            over = true;
            return false;
        }
        Restoration restoration = new Restoration(
                id(),
                lease.fence(),
                tools.codec().all(state),
                tail.notices(),
                tail.events(),
                lease.wasHeldWithin(tools.forgottenAfter()));
        Restored outcome = tools.patience()
                .untilAnswered("restoration of " + id(), () -> tools.store().restore(restoration));
        switch (outcome) {
            case Restored.Done(List<Intent> intents) -> {
                LOG.infof("restored up to %s", tail.events().getLast().id());
                intents.forEach(intent -> post(new Message.Asked(intent)));
                return true;
            }
            case Restored.Fenced() -> over = true;
            case Restored.Diverged() -> {
                LOG.warn("what the store holds cannot be reconciled; let go");
                over = true;
            }
        }
        return false;
    }

    private void keep(EventId id, LogEntry entry) {
        tail.add(tools.clock().now(), new Restoration.Tail(id, entry));
    }
}
