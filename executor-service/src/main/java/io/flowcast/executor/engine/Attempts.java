package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.node.Nesting;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.executor.secret.Redaction;
import io.flowcast.executor.secret.Secrets;
import io.flowcast.executor.secret.UsedSecrets;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ItemList;
import io.flowcast.node.NodeResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one execution's nodes that run now, each on a virtual thread of its own, but for those that run inline.
 * Its methods are called by the thread of the run; what an attempt comes to is handed to the run's mailbox.
 */
final class Attempts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Attempts.class);

    /** What every attempt in this process shares. */
    record Tools(
            NodeTypes types,
            NodeSettings settings,
            Expressions expressions,
            Secrets secrets,
            StateCodec codec,
            ClusterClock clock,
            ExecutorService threads,
            long maxOutput,
            Telemetry telemetry,
            LoopRun.Tools loops,
            Children children) {}

    /** Settings of a loop that goes on that are not evaluated: its list has been. */
    private static final Set<String> AS_THEY_ARE = Set.of(ItemTask.DO, ItemTask.ITEMS);

    private record Running(int attempt, AtomicBoolean cancelled, Future<?> future) {

        void cancel() {
            cancelled.set(true);
            future.cancel(true);
        }
    }

    /**
     * An attempt, as the state had it when it started: the state itself belongs to the thread of the run.
     *
     * @param retries of the node, up to this attempt
     * @param startTime of the node's first attempt, in epoch milliseconds
     * @param goesOn whether it is a loop that had left off
     * @param listener hears what the attempt tells
     */
    private record Started(
            Node node,
            int attempt,
            int retries,
            long startTime,
            boolean goesOn,
            AtomicBoolean cancelled,
            Consumer<Occurrence> listener) {}

    private final Tools tools;
    private final NodeCalls calls;
    private final ExecutionState state;
    private final long fence;
    private final Consumer<Occurrence> mailbox;
    private final Map<String, Running> running = new HashMap<>();
    /** What loops that run, or have left off, are to hear. */
    private final Map<String, BlockingQueue<ItemNews>> news = new HashMap<>();
    /** Loops that have left off, and when time alone makes them go on, in epoch milliseconds. */
    private final Map<String, Long> parked = new HashMap<>();

    private volatile boolean draining;
    /** Null until an attempt has looked; each comes to the same. */
    private volatile @Nullable Set<String> named;

    /** @param fence under which the execution is held */
    Attempts(Tools tools, ExecutionState state, long fence, Consumer<Occurrence> mailbox) {
        this.tools = tools;
        this.calls = new NodeCalls(tools.settings(), tools.expressions());
        this.state = state;
        this.fence = fence;
        this.mailbox = mailbox;
    }

    /** Starts the attempt that the state names as running. */
    void start(String nodeId) {
        news.remove(nodeId);
        start(nodeId, false);
    }

    private void start(String nodeId, boolean goesOn) {
        parked.remove(nodeId);
        Started started = started(nodeId, goesOn, mailbox);
        BlockingQueue<ItemNews> told = news.computeIfAbsent(nodeId, _ -> new LinkedBlockingQueue<>());
        running.put(
                nodeId,
                new Running(
                        started.attempt(), started.cancelled(), tools.threads().submit(() -> run(started, told))));
    }

    /** A loop has left off, unless there is news for it. */
    void park(Occurrence.NodeParked left) {
        String nodeId = left.nodeId();
        Running stopped = running.get(nodeId);
        if (stopped == null || stopped.attempt() != left.attempt() || !isRunning(nodeId, left.attempt())) {
            return;
        }
        running.remove(nodeId);
        if (news.getOrDefault(nodeId, new LinkedBlockingQueue<>()).isEmpty()) {
            parked.put(nodeId, left.until());
        } else {
            start(nodeId, true);
        }
    }

    boolean isParked(String nodeId) {
        return parked.containsKey(nodeId);
    }

    boolean anyParked() {
        return !parked.isEmpty();
    }

    /** When time alone makes a loop go on that has left off, in epoch milliseconds. */
    long nextWake() {
        return parked.values().stream().min(Long::compare).orElse(Deadlines.NEVER);
    }

    /** Makes those loops go on whose time has come. */
    void wake(long now) {
        List.copyOf(parked.entrySet()).stream()
                .filter(loop -> loop.getValue() <= now)
                .forEach(loop -> start(loop.getKey(), true));
    }

    /** Makes the loop go on that runs by the state, and left off when the execution was last held. */
    void goOn(String nodeId) {
        if (!running.containsKey(nodeId)
                && !parked.containsKey(nodeId)
                && isLoop(state.header().graph().node(nodeId))) {
            start(nodeId, true);
        }
    }

    /** Tells a loop that runs by the state; it goes on where it has left off. */
    void tell(String nodeId, ItemNews item) {
        news.computeIfAbsent(nodeId, _ -> new LinkedBlockingQueue<>()).add(item);
        if (!running.containsKey(nodeId)) {
            start(nodeId, true);
        }
    }

    /** Nothing new is to begin: loops leave off as soon as they can. */
    void drain() {
        draining = true;
        running.keySet().forEach(nodeId -> {
            BlockingQueue<ItemNews> told = news.get(nodeId);
            if (told != null) {
                told.add(new ItemNews.Stirred());
            }
        });
    }

    private boolean isRunning(String nodeId, int attempt) {
        NodeState node = state.node(nodeId);
        return node.status() == NodeStatus.RUNNING && attemptOf(node) == attempt;
    }

    private Started started(String nodeId, boolean goesOn, Consumer<Occurrence> listener) {
        NodeState now = state.node(nodeId);
        return new Started(
                state.header().graph().node(nodeId),
                attemptOf(now),
                Objects.requireNonNullElse(now.retries(), 0),
                Objects.requireNonNullElseGet(now.startTime(), tools.clock()::now),
                goesOn,
                new AtomicBoolean(),
                listener);
    }

    /**
     * Forgets what is kept of the items of those of these nodes that have ended, unless a retry of the execution may go on
     * with it; to be called once that is committed.
     */
    void dropItems(Collection<String> nodeIds) {
        for (String nodeId : nodeIds) {
            boolean loop = state.header().graph().has(nodeId)
                    && isLoop(state.header().graph().node(nodeId));
            if (loop && Reuse.wentOn(state.node(nodeId)) && state.node(nodeId).attempt() != null) {
                tools.threads().execute(() -> dropItems(new ItemList(state.id(), nodeId, fence)));
            }
        }
    }

    private void dropItems(ItemList items) {
        try {
            tools.loops().patience().untilAnswered("items of " + items.id(), () -> {
                tools.loops().store().drop(items);
                return items;
            });
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.errorf(
                    bug, "%s: the items of node %s stay till the execution is forgotten", items.id(), items.nodeId());
        }
    }

    /** Whether a node may run on the thread of the run: it has no side effects, and comes to its end at once. */
    boolean isInline(String nodeId) {
        Node node = state.header().graph().node(nodeId);
        return node.timeout() == null && tools.types().isInline(node.type());
    }

    /** Runs the attempt that the state names as running here and now, and gives all that it told. */
    List<Occurrence> runInline(String nodeId) throws InterruptedException {
        List<Occurrence> told = new ArrayList<>();
        Started started = started(nodeId, false, told::add);
        long start = tools.clock().now();
        Telemetry.Outcome outcome = Telemetry.Outcome.STOPPED;
        try (LogContext _ = LogContext.within(nodeId)) {
            Occurrence last = perform(started, new LinkedBlockingQueue<>());
            outcome = last instanceof Occurrence.NodeFailed ? Telemetry.Outcome.FAILED : Telemetry.Outcome.ENDED;
            told.add(last);
        } finally {
            measured(started, start, outcome);
        }
        return told;
    }

    private void measured(Started started, long start, Telemetry.Outcome outcome) {
        tools.telemetry()
                .attempted(
                        state.header(),
                        started.node(),
                        started.attempt(),
                        start,
                        tools.clock().now(),
                        outcome);
    }

    /** Stops every attempt that the state no longer names as running, and forgets those that are done. */
    void stopEnded() {
        running.entrySet().removeIf(entry -> {
            boolean current = isRunning(entry.getKey(), entry.getValue().attempt());
            if (!current) {
                entry.getValue().cancel();
            }
            return !current;
        });
        parked.keySet().removeIf(nodeId -> state.node(nodeId).status() != NodeStatus.RUNNING);
        news.keySet().removeIf(nodeId -> state.node(nodeId).status() != NodeStatus.RUNNING);
    }

    @Override
    public void close() {
        running.values().forEach(Running::cancel);
        running.clear();
    }

    private void run(Started started, BlockingQueue<ItemNews> told) {
        long start = started.goesOn() ? started.startTime() : tools.clock().now();
        boolean leftOff = false;
        Telemetry.Outcome outcome = Telemetry.Outcome.STOPPED;
        try (LogContext _ = LogContext.of(state.header(), started.node().id())) {
            Occurrence occurrence = perform(started, told);
            leftOff = occurrence instanceof Occurrence.NodeParked;
            outcome = occurrence instanceof Occurrence.NodeFailed ? Telemetry.Outcome.FAILED : Telemetry.Outcome.ENDED;
            started.listener().accept(occurrence);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            if (!leftOff) {
                measured(started, start, outcome);
            }
        }
    }

    private Occurrence perform(Started started, BlockingQueue<ItemNews> told) throws InterruptedException {
        Node node = started.node();
        Optional<Object> list = listOf(started);
        Map<String, Object> with = node.with();
        if (list.isPresent()) {
            with = new LinkedHashMap<>(with);
            with.put(ItemTask.ITEMS, list.get());
        }
        NodeCalls.Call call = new NodeCalls.Call(
                state.id() + ": node " + node.id(),
                node.type(),
                with,
                isLoop(node) ? list.isPresent() ? AS_THEY_ARE : Set.of(ItemTask.DO) : Set.of(),
                Scopes.of(state),
                usedSecrets());
        return calls.run(
                call,
                settings -> run(started, settings, call, told),
                problem -> new Occurrence.NodeFailed(node.id(), started.attempt(), problem));
    }

    /** The items of a loop that left off, here or in a process that died since. */
    private Optional<Object> listOf(Started started) throws InterruptedException {
        if (!isLoop(started.node()) || !(started.goesOn() || started.attempt() > 1)) {
            return Optional.empty();
        }
        try {
            return Items.begunWith(
                    tools.loops(),
                    tools.codec(),
                    new ItemList(state.id(), started.node().id(), fence));
        } catch (RuntimeException unreadable) {
            LOG.errorf(
                    unreadable,
                    "the list of node %s is evaluated once more",
                    started.node().id());
            return Optional.empty();
        }
    }

    private Occurrence run(
            Started started, Map<String, @Nullable Object> settings, NodeCalls.Call call, BlockingQueue<ItemNews> told)
            throws Exception {
        Node node = started.node();
        AttemptContext context = new AttemptContext(
                state.header(),
                node.id(),
                started.attempt(),
                settings,
                started.startTime(),
                call.secrets().redaction(),
                tools.clock(),
                started.cancelled()::get,
                started.listener());
        try {
            return run(started, settings, call, told, context);
        } finally {
            context.leave();
        }
    }

    private Occurrence run(
            Started started,
            Map<String, @Nullable Object> settings,
            NodeCalls.Call call,
            BlockingQueue<ItemNews> told,
            AttemptContext context)
            throws Exception {
        Node node = started.node();
        if (!isLoop(node)) {
            NodeResult result = tools.types().get(node.type()).run(context);
            context.close();
            return outcome(started, result, call);
        }
        return switch (loop(started, settings, call, context, told).run()) {
            case LoopRun.End.Over(NodeResult result) -> {
                context.close();
                yield outcome(started, result, call);
            }
            case LoopRun.End.Parked(long until) -> new Occurrence.NodeParked(node.id(), started.attempt(), until);
        };
    }

    private LoopRun loop(
            Started started,
            Map<String, @Nullable Object> settings,
            NodeCalls.Call call,
            AttemptContext context,
            BlockingQueue<ItemNews> told) {
        ItemList items = new ItemList(state.id(), started.node().id(), fence);
        LoopRun.Place place = new LoopRun.Place(
                state.header(),
                items,
                started.retries(),
                started.goesOn(),
                told,
                () -> draining,
                call.scope(),
                this::usedSecrets,
                context);
        return new LoopRun(tools, calls, place, settings);
    }

    private UsedSecrets usedSecrets() {
        return new UsedSecrets(tools.secrets(), this::named);
    }

    private static boolean isLoop(Node node) {
        return node.type().equals(ItemTask.FOR);
    }

    /** The edge: what the node came to leaves it here, and no secret with it. */
    private Occurrence outcome(Started started, NodeResult result, NodeCalls.Call call) throws InterruptedException {
        String nodeId = started.node().id();
        int attempt = started.attempt();
        Redaction redaction = call.secrets().redaction();
        return switch (result) {
            case NodeResult.Output(var value) -> succeeded(nodeId, attempt, redaction.value(value));
            case NodeResult.WaitUntil(long until) -> new Occurrence.NodeSuspended(nodeId, attempt, until);
            case NodeResult.AwaitSignal(String name) -> new Occurrence.NodeAwaitsSignal(nodeId, attempt, name);
            case NodeResult.RunWorkflow child ->
                switch (tools.children()
                        .start(
                                state.header(),
                                new Children.Purpose(nodeId, started.startTime(), started.retries(), null),
                                told(child, redaction))) {
                    case Children.Started(ExecutionId id) -> new Occurrence.NodeAwaitsChild(nodeId, attempt, id);
                    case Children.Refused(Problem problem) ->
                        new Occurrence.NodeFailed(nodeId, attempt, Texts.bounded(problem));
                };
            case NodeResult.Failure(Problem problem, var retryAfter) ->
                new Occurrence.NodeFailed(nodeId, attempt, Texts.bounded(redaction.problem(problem)), retryAfter);
        };
    }

    /** What another execution is given is kept, too. */
    static NodeResult.RunWorkflow told(NodeResult.RunWorkflow child, Redaction redaction) {
        return new NodeResult.RunWorkflow(child.workflowId(), child.version(), redaction.value(child.input()));
    }

    /** The secrets that any node of the workflow names: what one sent may come back to another. */
    private Set<String> named() {
        Set<String> known = named;
        if (known == null) {
            known = new HashSet<>();
            for (Node node : state.header().graph().nodes()) {
                known.addAll(tools.expressions().secrets(node.with()));
            }
            named = known;
        }
        return known;
    }

    private Occurrence succeeded(String nodeId, int attempt, @Nullable Object value) {
        if (value == null) {
            return new Occurrence.NodeSucceeded(nodeId, attempt, null);
        }
        if (Nesting.tooDeep(value)) {
            return new Occurrence.NodeFailed(nodeId, attempt, tooDeep());
        }
        Encoded output = tools.codec().encode(value);
        if (output.bytes() > tools.maxOutput()) {
            return new Occurrence.NodeFailed(
                    nodeId,
                    attempt,
                    Problem.node(
                            "validation",
                            "Output too large",
                            "the output has " + output.bytes() + " bytes of JSON; at most " + tools.maxOutput()
                                    + " are kept"));
        }
        return new Occurrence.NodeSucceeded(nodeId, attempt, output);
    }

    static Problem tooDeep() {
        return Problem.node(
                "validation",
                "Output nests too deep",
                "maps and lists nest deeper than " + Nesting.MOST + " levels in the output");
    }

    private static int attemptOf(NodeState node) {
        return node.attempt() == null ? 0 : node.attempt();
    }
}
