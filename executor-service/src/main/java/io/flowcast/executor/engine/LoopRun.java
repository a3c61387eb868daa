package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Scope;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a {@code for} node: has done what its {@link Loop} decides, by {@link ItemTries}, and keeps
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

    private final Attempts.Tools tools;
    private final Place place;
    private final ItemTask task;
    private final List<?> list;
    private final BlockingQueue<ItemNews> news;
    private final ItemTries tries;
    private final Map<String, @Nullable Object> settings;

    /** @param settings of the node, {@code do} as it was written */
    LoopRun(Attempts.Tools tools, NodeCalls calls, Place place, Map<String, @Nullable Object> settings) {
        this.tools = tools;
        this.place = place;
        this.settings = settings;
        this.news = place.news();
        this.task = ItemTask.of(settings);
        this.list = settings.get(ItemTask.ITEMS) instanceof List<?> items ? items : List.of();
        this.tries = new ItemTries(tools, calls, place, task, list);
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
                tries::childOf);
        try {
            return run(items);
        } catch (Items.Fenced e) {
            // To be refused as well, when it is committed.
            return failed("crashed", "Lease lost", "another executor has the execution");
        } finally {
            tries.stopAll();
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
        if (!place.goesOn()) {
            tries.begunBefore(noted.waits().keySet());
        }
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
        tries.stopAll();
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
            List<Loop.Try> begun = loop.begin(now);
            if (task.awaits()) {
                // Before they ask for what they wait for: whoever ends the node has to know of it.
                items.keep(loop);
            }
            begun.forEach(tries::start);
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

    private void stop(Loop.Try attempt) throws InterruptedException {
        tries.stop(attempt);
        Optional<ExecutionId> child = tries.childOf(attempt);
        if (child.isPresent()) {
            tools.children().cancel(place.header(), child.get());
        }
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
            tries.ended(ofTry.attempt());
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
            tries.childOf(attempt).ifPresent(child -> {
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
        if (attempt == null || !tries.childOf(attempt).equals(Optional.of(end.childId()))) {
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
        Optional<Encoded> payload = attempt == null ? Optional.empty() : tries.signal(item);
        if (attempt != null && payload.isPresent()) {
            succeeded(loop, attempt, payload.get().value());
        }
    }

    private void succeeded(Loop loop, Loop.Try attempt, @Nullable Object output) {
        try {
            ItemNews kept = tries.succeeded(attempt, output);
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
}
