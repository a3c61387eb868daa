package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Scope;
import io.flowcast.executor.node.Nesting;
import io.flowcast.executor.secret.Redaction;
import io.flowcast.node.NodeResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one loop's items, each on a virtual thread of its own: what a try comes to is news for the loop. Used by the
 * loop's thread; the tries themselves use what never changes.
 */
final class ItemTries {

    private record Running(AtomicBoolean stopped, Future<?> future) {

        void stop() {
            stopped.set(true);
            future.cancel(true);
        }
    }

    private final Attempts.Tools tools;
    private final NodeCalls calls;
    private final LoopRun.Place place;
    private final ItemTask task;
    private final List<?> list;
    private final Map<Loop.Try, Running> running = new HashMap<>();
    /** Items that await something, and had begun before, maybe in a process that died. */
    private volatile Set<Integer> begunBefore = Set.of();

    /** @param list of the items */
    ItemTries(Attempts.Tools tools, NodeCalls calls, LoopRun.Place place, ItemTask task, List<?> list) {
        this.tools = tools;
        this.calls = calls;
        this.place = place;
        this.task = task;
        this.list = list;
    }

    /** What these items wait for may have ended already, and the word of it been lost. */
    void begunBefore(Set<Integer> items) {
        begunBefore = items;
    }

    void start(Loop.Try attempt) {
        AtomicBoolean stopped = new AtomicBoolean();
        running.put(attempt, new Running(stopped, tools.threads().submit(() -> perform(attempt, stopped))));
    }

    /** It is over, or does not matter any more. */
    void ended(Loop.Try attempt) {
        running.remove(attempt);
    }

    void stop(Loop.Try attempt) {
        Running stopping = running.remove(attempt);
        if (stopping != null) {
            stopping.stop();
        }
    }

    void stopAll() {
        running.values().forEach(Running::stop);
    }

    /** The execution that a try runs, where its items run any. */
    Optional<ExecutionId> childOf(Loop.Try attempt) {
        return task.runsWorkflow()
                ? Optional.of(purpose(attempt).childOf(place.list().id()))
                : Optional.empty();
    }

    private Children.Purpose purpose(Loop.Try attempt) {
        return new Children.Purpose(place.list().nodeId(), place.context().startTime(), place.retries(), attempt);
    }

    /** The payload of the signal that was received for an item. */
    Optional<Encoded> signal(int item) throws InterruptedException {
        return tools.loops()
                .patience()
                .untilAnswered(
                        "signals of " + place.list().id(),
                        () -> tools.loops().store().signal(place.list(), item))
                .map(kept -> tools.codec().signal(kept).payload());
    }

    private void perform(Loop.Try attempt, AtomicBoolean stopped) {
        try (LogContext _ = place.context().logContext()) {
            place.news().add(outcome(attempt, stopped));
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

    /** With what is kept of its output. Throws {@link ExpressionException}. */
    ItemNews succeeded(Loop.Try attempt, @Nullable Object output) {
        return succeeded(attempt, output, scope(attempt.index()));
    }

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
