package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.expression.Scope;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a {@code for} node: does what its {@link Loop} decides, each try on a virtual thread of its own, and keeps
 * the results as they come, all that came while the ones before were written in one step. Used by the attempt's thread.
 */
final class LoopRun {

    private static final int CONCURRENCY = 8;

    /** What every loop in this process shares. */
    record Tools(ItemStore store, Patience patience, int maxItems, DoubleSupplier random) {}

    /**
     * Whose items they are.
     *
     * @param retries of the node, up to this attempt
     * @param scope what the node's expressions can name
     * @param secrets for one try
     */
    record Place(ItemList list, int retries, Scope scope, Supplier<UsedSecrets> secrets, AttemptContext context) {}

    /** What one try came to. */
    private sealed interface Outcome {
        Loop.Try attempt();
    }

    private record Succeeded(Loop.Try attempt, @Nullable Encoded output) implements Outcome {}

    private record Waits(Loop.Try attempt, long until) implements Outcome {}

    private record Failed(
            Loop.Try attempt, Problem problem, @Nullable Duration retryAfter) implements Outcome {}

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
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private final Map<Loop.Try, Running> running = new HashMap<>();

    private final Map<String, @Nullable Object> settings;

    /** @param settings of the node, {@code do} as it was written */
    LoopRun(Attempts.Tools tools, NodeCalls calls, Place place, Map<String, @Nullable Object> settings) {
        this.tools = tools;
        this.calls = calls;
        this.place = place;
        this.settings = settings;
        this.task = ItemTask.of(settings);
        this.list = settings.get("items") instanceof List<?> items ? items : List.of();
    }

    NodeResult run() throws InterruptedException {
        if (list.size() > tools.loops().maxItems()) {
            return NodeResult.failure(
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
                place.retries());
        try {
            return run(items);
        } catch (Items.Fenced e) {
            // To be refused as well, when it is committed.
            return NodeResult.failure("crashed", "Lease lost", "another executor has the execution");
        } finally {
            running.values().forEach(Running::stop);
        }
    }

    private NodeResult run(Items items) throws InterruptedException, Items.Fenced {
        Optional<Map<Integer, ItemResult>> kept = items.open();
        if (kept.isEmpty()) {
            return NodeResult.failure(
                    "validation",
                    "Another list",
                    "the list of items is not the one with which this node began: an expression that gives something else"
                            + " each time, such as $now() or $random(), belongs in a node before it");
        }
        Loop loop = new Loop(rules(), kept.get(), tools.loops().random(), tools.codec()::encode);
        while (!loop.over()) {
            place.context().progress(loop.progress());
            turn(loop);
            if (!loop.over()) {
                keep(loop, items);
            }
        }
        place.context().progress(loop.progress());
        Problem failure = loop.failure();
        if (failure == null) {
            return new NodeResult.Output(loop.output());
        }
        running.values().forEach(Running::stop);
        keep(loop, items);
        return new NodeResult.Failure(failure);
    }

    private Loop.Rules rules() {
        return new Loop.Rules(
                list.size(),
                settings.get("concurrency") instanceof Number number ? number.intValue() : CONCURRENCY,
                "collect".equals(settings.get("onError")),
                task.retry() == null ? tools.types().defaultRetry(task.type()) : task.retry(),
                task.timeout(),
                tools.maxOutput());
    }

    /** Starts and stops what is to be, and hears of what came of it. */
    private void turn(Loop loop) throws InterruptedException {
        long now = tools.clock().now();
        loop.passed(now).forEach(this::stop);
        loop.begin(now).forEach(this::start);
        List<Outcome> heard = new ArrayList<>();
        if (loop.unkept().isEmpty() && !loop.over()) {
            Outcome first = next(loop.nextDeadline());
            if (first != null) {
                heard.add(first);
            }
        }
        outcomes.drainTo(heard);
        for (Outcome outcome : heard) {
            running.remove(outcome.attempt());
            switch (outcome) {
                case Succeeded(Loop.Try attempt, var output) -> loop.succeeded(attempt, output);
                case Waits(Loop.Try attempt, long until) -> loop.waits(attempt, until);
                case Failed(Loop.Try attempt, Problem problem, var retryAfter) ->
                    loop.failed(attempt, problem, retryAfter, tools.clock().now());
            }
        }
    }

    private @Nullable Outcome next(long deadline) throws InterruptedException {
        if (deadline == Deadlines.NEVER) {
            return outcomes.take();
        }
        long wait = deadline - tools.clock().now();
        return wait <= 0 ? outcomes.poll() : outcomes.poll(wait, TimeUnit.MILLISECONDS);
    }

    private static void keep(Loop loop, Items items) throws InterruptedException, Items.Fenced {
        Map<Integer, ItemResult> results = loop.unkept();
        if (!results.isEmpty()) {
            items.keep(results, loop.keptCount(), loop.results());
            loop.kept(results.keySet());
        }
    }

    private void start(Loop.Try attempt) {
        AtomicBoolean stopped = new AtomicBoolean();
        running.put(attempt, new Running(stopped, tools.threads().submit(() -> perform(attempt, stopped))));
    }

    private void stop(Loop.Try attempt) {
        Running stopping = running.remove(attempt);
        if (stopping != null) {
            stopping.stop();
        }
    }

    private void perform(Loop.Try attempt, AtomicBoolean stopped) {
        try (LogContext _ = place.context().logContext()) {
            outcomes.add(outcome(attempt, stopped));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(Loop.Try attempt, AtomicBoolean stopped) throws InterruptedException {
        Object item = list.get(attempt.index());
        Scope scope = place.scope().with("item", item).with("index", (long) attempt.index());
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
                        case NodeResult.Output(var value) ->
                            new Succeeded(attempt, kept(redaction.value(value), scope));
                        case NodeResult.WaitUntil(long until) -> new Waits(attempt, until);
                        case NodeResult.AwaitSignal _, NodeResult.RunWorkflow _ ->
                            new Failed(
                                    attempt,
                                    Problem.node(
                                            "validation",
                                            "Not for items",
                                            "items of a for node wait neither for signals nor for other executions"),
                                    null);
                        case NodeResult.Failure(Problem problem, var retryAfter) ->
                            new Failed(attempt, Texts.bounded(redaction.problem(problem)), retryAfter);
                    };
                },
                problem -> new Failed(attempt, problem, null));
    }

    /** What is kept of an output. */
    private @Nullable Encoded kept(@Nullable Object value, Scope scope) {
        Object kept = Objects.equals(task.output(), ItemTask.WHOLE_OUTPUT)
                ? value
                : tools.expressions().evaluate(task.output(), scope.with("output", value));
        return kept == null ? null : tools.codec().encode(kept);
    }
}
