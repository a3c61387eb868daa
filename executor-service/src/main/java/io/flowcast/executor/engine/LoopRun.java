package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Scope;
import io.flowcast.executor.node.Nesting;
import io.flowcast.executor.secret.Redaction;
import io.flowcast.executor.secret.UsedSecrets;
import io.flowcast.executor.store.ItemList;
import io.flowcast.executor.store.ItemStore;
import io.flowcast.node.NodeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a {@code for} node: does what its {@link Loop} decides, each try on a virtual thread of its own, and keeps
 * the results as they come, all that came while the ones before were written in one step. When its items only wait, it
 * leaves off, and another one goes on with the same attempt, here or elsewhere. Used by the attempt's thread.
 */
final class LoopRun {

    private static final int CONCURRENCY = 8;

    /**
     * What every loop in this process shares.
     *
     * @param linger a loop whose items have only waited for so long leaves off, where they wait for as long again
     */
    record Tools(ItemStore store, Patience patience, int maxItems, Duration linger, DoubleSupplier random) {}

    /**
     * Whose items they are.
     *
     * @param retries of the node, up to this attempt
     * @param goesOn whether it goes on where another one left off
     * @param news what it is told; it takes them out
     * @param draining whether no new items are to begin
     * @param scope what the node's expressions can name
     * @param secrets for one try
     */
    record Place(
            ExecutionState.Header header,
            ItemList list,
            int retries,
            boolean goesOn,
            BlockingQueue<ItemNews> news,
            BooleanSupplier draining,
            Scope scope,
            Supplier<UsedSecrets> secrets,
            AttemptContext context) {}

    /** How it ended. */
    sealed interface End {

        /** And the attempt with it. */
        record Over(NodeResult result) implements End {}

        /**
         * Its items only wait, or are not to begin here.
         *
         * @param until epoch milliseconds at which one of them goes on by itself
         */
        record Parked(long until) implements End {}
    }

    private record Running(AtomicBoolean stopped, Future<?> future) {

        void stop() {
            stopped.set(true);
            future.cancel(true);
        }
    }

    private final Attempts.Tools tools;
    private final NodeCalls calls;
    private final Place place;
    private final ItemTask task;
    private final List<?> list;
    private final BlockingQueue<ItemNews> news;
    private final Map<Loop.Try, Running> running = new HashMap<>();
    /** Items that await something, and had begun before, maybe in a process that died. */
    private Set<Integer> begunBefore = Set.of();

    private final Map<String, @Nullable Object> settings;

    /** @param settings of the node, {@code do} as it was written */
    LoopRun(Attempts.Tools tools, NodeCalls calls, Place place, Map<String, @Nullable Object> settings) {
        this.tools = tools;
        this.calls = calls;
        this.place = place;
        this.settings = settings;
        this.news = place.news();
        this.task = ItemTask.of(settings);
        this.list = settings.get(ItemTask.ITEMS) instanceof List<?> items ? items : List.of();
    }

    End run() throws InterruptedException {
        if (list.size() > tools.loops().maxItems()) {
            return failed(
                    "validation",
                    "Too many items",
                    "the list has " + list.size() + " items; at most "
                            + tools.loops().maxItems() + " are taken (flowcast.for.max-items)");
        }
        Items items = new Items(
                tools.loops().store(),
                tools.loops().patience(),
                tools.codec(),
                place.list(),
                list.size(),
                tools.codec().encode(list).json(),
                place.retries(),
                this::childOf);
        try {
            return run(items);
        } catch (Items.Fenced e) {
            // To be refused as well, when it is committed.
            return failed("crashed", "Lease lost", "another executor has the execution");
        } finally {
            running.values().forEach(Running::stop);
        }
    }

    private static End failed(String type, String title, String detail) {
        return new End.Over(NodeResult.failure(type, title, detail));
    }

    private End run(Items items) throws InterruptedException, Items.Fenced {
        Optional<Map<Integer, ItemResult>> kept = items.open();
        if (kept.isEmpty()) {
            return failed(
                    "validation",
                    "Another list",
                    "the list of items is not the one with which this node began: an expression that gives something else"
                            + " each time, such as $now() or $random(), belongs in a node before it");
        }
        Items.Noted noted = items.noted();
        if (noted.told() != null) {
            place.context().progressTold(noted.told());
        }
        begunBefore = place.goesOn() ? Set.of() : noted.waits().keySet();
        Loop loop = new Loop(
                rules(),
                kept.get(),
                noted.waits(),
                !place.goesOn(),
                tools.loops().random(),
                tools.codec()::encode);
        while (!loop.over()) {
            place.context().progress(loop.progress());
            boolean quiet = turn(loop, items);
            if (quiet) {
                items.leave(loop, noted, place.context().progressTold());
                return new End.Parked(loop.nextDeadline(false));
            }
            if (!loop.over()) {
                items.keep(loop);
            }
        }
        place.context().progress(loop.progress());
        Problem failure = loop.failure();
        if (failure == null) {
            return new End.Over(new NodeResult.Output(loop.output()));
        }
        running.values().forEach(Running::stop);
        items.keep(loop);
        return new End.Over(new NodeResult.Failure(failure));
    }

    private Loop.Rules rules() {
        return new Loop.Rules(
                list.size(),
                settings.get("concurrency") instanceof Number number ? number.intValue() : CONCURRENCY,
                "collect".equals(settings.get("onError")),
                task.awaits(),
                task.retry() == null ? tools.types().defaultRetry(task.type()) : task.retry(),
                task.timeout(),
                tools.maxOutput());
    }

    /** Starts and stops what is to be, and hears of what came of it. Whether nothing came, and nothing will soon. */
    private boolean turn(Loop loop, Items items) throws InterruptedException, Items.Fenced {
        long now = tools.clock().now();
        for (Loop.Try late : loop.passed(now)) {
            stop(late);
        }
        boolean draining = place.draining().getAsBoolean();
        if (!draining) {
            List<Loop.Try> tries = loop.begin(now);
            if (task.awaits()) {
                // Before they ask for what they wait for: whoever ends the node has to know of it.
                items.keep(loop);
            }
            tries.forEach(this::start);
        }
        List<ItemNews> heard = new ArrayList<>();
        if (loop.unkept().isEmpty() && loop.unkeptWaits().isEmpty() && !loop.over()) {
            long deadline = loop.nextDeadline(draining);
            boolean leavesOff = loop.onlyWaits()
                    && (draining || deadline - now > tools.loops().linger().toMillis());
            long patience = draining ? 0 : tools.loops().linger().toMillis();
            ItemNews first = leavesOff ? news.poll(patience, TimeUnit.MILLISECONDS) : next(deadline);
            if (first == null && leavesOff) {
                return true;
            }
            if (first != null) {
                heard.add(first);
            }
        }
        news.drainTo(heard);
        for (ItemNews one : heard) {
            hear(loop, one);
        }
        return false;
    }

    private @Nullable ItemNews next(long deadline) throws InterruptedException {
        if (deadline == Deadlines.NEVER) {
            return news.take();
        }
        long wait = deadline - tools.clock().now();
        return wait <= 0 ? news.poll() : news.poll(wait, TimeUnit.MILLISECONDS);
    }

    private void hear(Loop loop, ItemNews heard) throws InterruptedException {
        if (heard instanceof ItemNews.OfTry ofTry) {
            running.remove(ofTry.attempt());
        }
        switch (heard) {
            case ItemNews.Succeeded(Loop.Try attempt, var output) -> loop.succeeded(attempt, output);
            case ItemNews.Waits(Loop.Try attempt, long until) -> loop.waits(attempt, until);
            case ItemNews.Awaits(Loop.Try attempt) -> loop.awaits(attempt);
            case ItemNews.Failed(Loop.Try attempt, Problem problem, var retryAfter) ->
                loop.failed(attempt, problem, retryAfter, tools.clock().now());
            case ItemNews.ChildEnded(int item, Occurrence.ChildEnded end) -> childEnded(loop, item, end);
            case ItemNews.Signalled(int item) -> signalled(loop, item);
            case ItemNews.Look() -> look(loop);
            case ItemNews.Stirred() -> {}
        }
    }

    /** Those whose end nobody was told of. */
    private void look(Loop loop) throws InterruptedException {
        Map<ExecutionId, Integer> items = new HashMap<>();
        List<Children.Awaited> awaited = new ArrayList<>();
        for (Loop.Try attempt : loop.allAwaiting()) {
            childOf(attempt).ifPresent(child -> {
                items.put(child, attempt.index());
                awaited.add(new Children.Awaited(place.list().nodeId(), place.retries(), child));
            });
        }
        for (Occurrence.ChildEnded end : tools.children().ended(awaited, tools.maxOutput())) {
            childEnded(loop, Objects.requireNonNull(items.get(end.childId())), end);
        }
    }

    private void childEnded(Loop loop, int item, Occurrence.ChildEnded end) {
        Loop.Try attempt = loop.awaiting(item);
        if (attempt == null || !childOf(attempt).equals(Optional.of(end.childId()))) {
            // Of an earlier try; or the item has ended.
            return;
        }
        Problem problem = end.error();
        if (problem != null) {
            loop.failed(attempt, problem, null, tools.clock().now());
            return;
        }
        Encoded output = end.output();
        succeeded(loop, attempt, output == null ? null : output.value());
    }

    private void signalled(Loop loop, int item) throws InterruptedException {
        Loop.Try attempt = loop.awaiting(item);
        Optional<Encoded> payload = attempt == null ? Optional.empty() : signal(item);
        if (attempt != null && payload.isPresent()) {
            succeeded(loop, attempt, payload.get().value());
        }
    }

    /** The payload of the signal that was received for an item. */
    private Optional<Encoded> signal(int item) throws InterruptedException {
        return tools.loops()
                .patience()
                .untilAnswered(
                        "signals of " + place.list().id(),
                        () -> tools.loops().store().signal(place.list(), item))
                .map(kept -> tools.codec().signal(kept).payload());
    }

    private void succeeded(Loop loop, Loop.Try attempt, @Nullable Object output) {
        try {
            ItemNews kept = succeeded(attempt, output, scope(attempt.index()));
            if (kept instanceof ItemNews.Succeeded(Loop.Try _, Encoded toKeep)) {
                loop.succeeded(attempt, toKeep);
            } else {
                loop.failed(attempt, Attempts.tooDeep(), null, tools.clock().now());
            }
        } catch (ExpressionException e) {
            Problem failed = Problem.node(ExpressionException.PROBLEM_TYPE, "Expression failed", e.getMessage());
            loop.failed(attempt, Texts.bounded(failed), null, tools.clock().now());
        }
    }

    private Children.Purpose purpose(Loop.Try attempt) {
        return new Children.Purpose(place.list().nodeId(), place.context().startTime(), place.retries(), attempt);
    }

    private Optional<ExecutionId> childOf(Loop.Try attempt) {
        return task.runsWorkflow()
                ? Optional.of(purpose(attempt).childOf(place.list().id()))
                : Optional.empty();
    }

    private void start(Loop.Try attempt) {
        AtomicBoolean stopped = new AtomicBoolean();
        running.put(attempt, new Running(stopped, tools.threads().submit(() -> perform(attempt, stopped))));
    }

    private void stop(Loop.Try attempt) throws InterruptedException {
        Running stopping = running.remove(attempt);
        if (stopping != null) {
            stopping.stop();
        }
        cancelChildOf(attempt);
    }

    private void cancelChildOf(Loop.Try attempt) throws InterruptedException {
        Optional<ExecutionId> child = childOf(attempt);
        if (child.isPresent()) {
            tools.children().cancel(place.header(), child.get());
        }
    }

    private void perform(Loop.Try attempt, AtomicBoolean stopped) {
        try (LogContext _ = place.context().logContext()) {
            news.add(outcome(attempt, stopped));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Scope scope(int index) {
        return place.scope().with("item", list.get(index)).with("index", (long) index);
    }

    private ItemNews outcome(Loop.Try attempt, AtomicBoolean stopped) throws InterruptedException {
        Scope scope = scope(attempt.index());
        NodeCalls.Call call = new NodeCalls.Call(
                place.list().id() + ": item " + attempt.index() + " of node "
                        + place.list().nodeId(),
                task.type(),
                task.with(),
                Set.of(),
                scope,
                place.secrets().get());
        return calls.run(
                call,
                evaluated -> {
                    Redaction redaction = call.secrets().redaction();
                    NodeResult result = tools.types()
                            .get(task.type())
                            .run(new ItemContext(place.context(), attempt, evaluated, redaction, stopped::get));
                    return switch (result) {
                        case NodeResult.Output(var value) -> succeeded(attempt, redaction.value(value), scope);
                        case NodeResult.WaitUntil(long until) -> new ItemNews.Waits(attempt, until);
                        case NodeResult.RunWorkflow asked
                        when task.runsWorkflow() -> started(attempt, Attempts.told(asked, redaction));
                        case NodeResult.AwaitSignal _
                        when task.awaits() -> {
                            // Noted that it waits before it looks: one that comes now is either here, or told of.
                            Optional<Encoded> payload = signal(attempt.index());
                            yield payload.isPresent()
                                    ? succeeded(attempt, payload.get().value(), scope)
                                    : new ItemNews.Awaits(attempt);
                        }
                        case NodeResult.AwaitSignal _, NodeResult.RunWorkflow _ ->
                            new ItemNews.Failed(
                                    attempt,
                                    Problem.node(
                                            "validation",
                                            "Not for items",
                                            "items of this type wait neither for signals nor for other executions"),
                                    null);
                        case NodeResult.Failure(Problem problem, var retryAfter) ->
                            new ItemNews.Failed(attempt, Texts.bounded(redaction.problem(problem)), retryAfter);
                    };
                },
                problem -> new ItemNews.Failed(attempt, problem, null));
    }

    private ItemNews started(Loop.Try attempt, NodeResult.RunWorkflow asked) throws InterruptedException {
        return switch (tools.children().start(place.header(), purpose(attempt), asked)) {
            case Children.Refused(Problem problem) -> new ItemNews.Failed(attempt, Texts.bounded(problem), null);
            case Children.Started(ExecutionId id) -> {
                if (!begunBefore.contains(attempt.index())) {
                    yield new ItemNews.Awaits(attempt);
                }
                // It may have ended, and the word of it been lost with whoever had it.
                List<Occurrence.ChildEnded> ended = tools.children()
                        .ended(
                                List.of(new Children.Awaited(place.list().nodeId(), place.retries(), id)),
                                tools.maxOutput());
                yield ended.isEmpty()
                        ? new ItemNews.Awaits(attempt)
                        : new ItemNews.ChildEnded(attempt.index(), ended.getFirst());
            }
        };
    }

    /** With what is kept of its output. */
    private ItemNews succeeded(Loop.Try attempt, @Nullable Object value, Scope scope) {
        Object kept = Objects.equals(task.output(), ItemTask.WHOLE_OUTPUT)
                ? value
                : tools.expressions().evaluate(task.output(), scope.with("output", value));
        return Nesting.tooDeep(kept)
                ? new ItemNews.Failed(attempt, Attempts.tooDeep(), null)
                : new ItemNews.Succeeded(
                        attempt, kept == null ? null : tools.codec().encode(kept));
    }
}
