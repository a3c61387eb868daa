package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.with;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flowcast.events.Event;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.engine.TestExecutor.Attempt;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.Bell;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.executor.store.IntentStore;
import io.flowcast.executor.store.ItemList;
import io.flowcast.node.NodeResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code for} nodes whose items run other workflows, or wait, and are gone on with by whoever is there. */
@Timeout(30)
class LoopFamilyTest {

    private static final String ULID = "01JD8Q4GZ3T9X6N2R5V7W1Y0AB";
    private static final Definition CHILD =
            workflow("child").node("work", type("step")).build();

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private final List<TestExecutor> executors = new ArrayList<>();
    /** All tries of children that ever began, by the child. */
    private final Map<ExecutionId, Attempt> begun = new HashMap<>();

    @AfterEach
    void stop() {
        executors.forEach(TestExecutor::close);
    }

    private TestExecutor executor(String name, Definition definition) {
        TestExecutor executor = new TestExecutor(name, definition, store.as(name)).also(CHILD);
        store.onBell(told -> Bell.Ring.of(told).id().ifPresent(executor.executions::rung));
        executors.add(executor);
        return executor;
    }

    private static Definition each(Map<String, Object> settings, Map<String, Object> task) {
        Map<String, Object> all = new HashMap<>(task);
        all.put("type", "workflow");
        all.put("with", Map.of("workflowId", "child", "input", Map.of("of", "${ item }")));
        Map<String, Object> with = new HashMap<>(Map.of("items", List.of("a", "b", "c"), "concurrency", 2));
        with.putAll(settings);
        with.put("do", all);
        return workflow()
                .node("each", (Node node) -> with(with).apply(type("for").apply(node)))
                .build();
    }

    private static Definition each() {
        return each(Map.of(), Map.of("output", "${ output.work }"));
    }

    /** What the child of an item does, once it has begun. */
    private Attempt childOf(TestExecutor executor, ExecutionId parent, int item) {
        String link = parent + " each 0 " + item;
        Map<Integer, Attempt> found = new TreeMap<>();
        await("the child of item " + item).until(() -> {
            executor.claim();
            for (Attempt attempt = executor.attempts.poll(); attempt != null; attempt = executor.attempts.poll()) {
                begun.put(attempt.context().executionId(), attempt);
            }
            begun.forEach((id, attempt) -> {
                if (link.equals(store.fields(id).get(ExecutionFields.PARENT))
                        && attempt.result().isEmpty()
                        && !executor.status(id).equals("cancelled")
                        && !executor.status(id).equals("completed")) {
                    found.put(item, attempt);
                }
            });
            return found.containsKey(item);
        });
        return found.get(item);
    }

    private static void gives(Attempt attempt, Object value) {
        attempt.come(new NodeResult.Output(value));
    }

    private void awaitParked(TestExecutor executor, ExecutionId id) {
        await("nobody holds it").until(() -> {
            executor.claim();
            return store.fields(id).getOrDefault(ExecutionFields.EXECUTOR, "").isEmpty()
                    && executor.executions.runs().stream()
                            .noneMatch(run -> run.id().equals(id));
        });
    }

    private void awaitEnd(TestExecutor executor, ExecutionId id, String status) {
        await().until(() -> {
            executor.claim();
            return executor.status(id).equals(status);
        });
    }

    private Set<String> statuses(TestExecutor executor) {
        Set<String> statuses = new HashSet<>();
        begun.keySet().forEach(id -> statuses.add(executor.status(id)));
        return statuses;
    }

    private String output(ExecutionId id) {
        return store.fields(id).getOrDefault(ExecutionFields.NODE_OUTPUT + "each", "none");
    }

    private Map<Integer, String> kept(ExecutionId id) {
        return store.items().read(new ItemList(id, "each", 0), 100);
    }

    @Test
    void eachItemRunsAnExecutionOfItsOwnAndNobodyHoldsTheOneThatWaits() {
        TestExecutor executor = executor("executor-1", each());
        ExecutionId id = executor.start(ULID);
        Attempt first = childOf(executor, id, 0);
        Attempt second = childOf(executor, id, 1);

        awaitParked(executor, id);
        assertThat(executor.status(id)).isEqualTo("waiting");
        assertThat(executor.executions.running()).as("the children").isEqualTo(2);
        gives(second, "B");
        gives(childOf(executor, id, 2), "C");
        awaitParked(executor, id);
        gives(first, "A");

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\",\"C\"]");
        assertThat(begun).hasSize(3);
        assertThat(executor.told(id))
                .filteredOn(told -> told.startsWith("node.started"))
                .as("the same attempt")
                .hasSize(1);
        assertThat(executor.told(id)).doesNotContain("execution.claimed");
        assertThat(executor.events(id)).hasSizeLessThan(15);
    }

    @Test
    void whoeverTakesOverFindsTheSameChildrenAndThoseThatEndedMeanwhile() {
        // Which runs beside it, so that it is held.
        Definition definition = workflow()
                .node(
                        "each",
                        (Node node) -> with(each().nodes().getFirst().with())
                                .apply(type("for").apply(node)))
                .node("beside", type("step"))
                .build();
        TestExecutor former = executor("executor-1", definition);
        ExecutionId id = former.start(ULID);
        Attempt first = childOf(former, id, 0);
        Attempt second = childOf(former, id, 1);
        former.executions.runs().stream().filter(run -> run.id().equals(id)).forEach(ExecutionRun::halt);
        await().until(() -> former.executions.running() == 2);
        gives(first, "A");
        await().until(() -> former.executions.running() == 1);

        TestExecutor next = executor("executor-2", definition);
        store.makeDue(id);
        gives(childOf(next, id, 2), "C");
        gives(second, "B");
        await().until(() -> {
            childrenOf(next);
            return next.told(id).contains("node.completed each");
        });
        gives(begun.remove(id), "beside");

        awaitEnd(next, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\",\"C\"]");
        assertThat(begun).as("no child but these").hasSize(3);
        assertThat(next.told(id)).contains("execution.claimed");
    }

    @Test
    void cancelGoesDownToAllChildrenAlsoWhereNobodyHoldsTheParent() {
        TestExecutor executor = executor("executor-1", each());
        ExecutionId id = executor.start(ULID);
        childOf(executor, id, 0);
        childOf(executor, id, 1);
        awaitParked(executor, id);
        store.record(id, "anybody", new Intent.Request.Cancel());

        awaitEnd(executor, id, "cancelled");
        await().until(() -> {
            executor.claim();
            return statuses(executor).equals(Set.of("cancelled"));
        });
    }

    @Test
    void theFailureOfAChildFailsTheNodeAndEndsTheOthers() {
        TestExecutor executor = executor("executor-1", each());
        ExecutionId id = executor.start(ULID);
        childOf(executor, id, 0);
        Attempt second = childOf(executor, id, 1);
        second.come(NodeResult.failure("server", "Down", "as the test wants it"));

        awaitEnd(executor, id, "failed");
        Event failed = executor.events(id).stream()
                .filter(event -> event.type().equals("node.failed"))
                .findFirst()
                .orElseThrow();
        assertThat(failed.error().type()).isEqualTo("server");
        assertThat(failed.error().detail())
                .isEqualTo("item 1: execution " + second.context().executionId() + ": as the test wants it");
        await().until(() -> statuses(executor).equals(Set.of("cancelled", "failed")));
    }

    @Test
    void aTryThatTimesOutEndsItsChildAndTheNextHasAnother() {
        Definition definition = each(
                Map.of("items", List.of("a"), "onError", "collect"),
                Map.of("timeout", "300ms", "retry", Map.of("limit", 1L, "delay", "1ms")));
        TestExecutor executor = executor("executor-1", definition);
        ExecutionId id = executor.start(ULID);
        childOf(executor, id, 0);

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).contains("\"type\":\"timeout\"");
        await().until(() -> {
            childrenOf(executor);
            return begun.size() == 2 && statuses(executor).equals(Set.of("cancelled"));
        });
    }

    private void childrenOf(TestExecutor executor) {
        executor.claim();
        for (Attempt attempt = executor.attempts.poll(); attempt != null; attempt = executor.attempts.poll()) {
            begun.put(attempt.context().executionId(), attempt);
        }
    }

    @Test
    void anExecutorAboutToStopBeginsNoItemAndAnotherGoesOnWithTheSameAttempt() {
        Definition definition = workflow()
                .node(
                        "each",
                        (Node node) -> with(Map.of(
                                        "items",
                                        List.of("a", "b", "c"),
                                        "concurrency",
                                        2,
                                        "do",
                                        Map.of("type", "step")))
                                .apply(type("for").apply(node)))
                .build();
        TestExecutor former = executor("executor-1", definition);
        ExecutionId id = former.start(ULID);
        await().until(() -> former.attempts.size() == 2);
        former.executions.drain();
        former.attempts.forEach(attempt -> gives(attempt, "former"));
        former.attempts.clear();
        await().until(() -> former.executions.running() == 0);
        assertThat(former.attempts).as("none began").isEmpty();
        assertThat(kept(id)).hasSize(2);

        TestExecutor next = executor("executor-2", definition);
        await().until(() -> next.claim() == 1);
        await().until(() -> next.attempts.size() == 1);
        gives(next.attempts.remove(), "next");

        awaitEnd(next, id, "completed");
        assertThat(output(id)).isEqualTo("[\"former\",\"former\",\"next\"]");
        assertThat(next.told(id)).doesNotContain("execution.claimed");
        assertThat(next.told(id)).filteredOn("node.started each"::equals).hasSize(1);
    }

    @Test
    void aLoopGoesOnOverAPauseAlsoWhereItsExecutorStops() {
        Definition definition = workflow()
                .node(
                        "each",
                        (Node node) -> with(Map.of(
                                        "items", List.of("a", "b"), "concurrency", 1, "do", Map.of("type", "step")))
                                .apply(type("for").apply(node)))
                .build();
        TestExecutor former = executor("executor-1", definition);
        ExecutionId id = former.start(ULID);
        await().until(() -> former.attempts.size() == 1);
        store.record(id, "anybody", new Intent.Request.Pause());
        await().until(() -> former.status(id).equals("paused"));
        former.executions.drain();
        gives(former.attempts.remove(), "former");
        await().until(() -> former.executions.running() == 0);

        TestExecutor next = executor("executor-2", definition);
        await().until(() -> next.claim() == 1);
        await().until(() -> next.attempts.size() == 1);
        gives(next.attempts.remove(), "next");
        await().until(() -> next.told(id).contains("node.completed each"));
        assertThat(output(id)).isEqualTo("[\"former\",\"next\"]");
        assertThat(next.status(id)).isEqualTo("paused");
    }

    @Test
    void aListIsTheOneWithWhichTheNodeBeganHoweverOftenItLeavesOff() {
        TestExecutor executor = executor(
                "executor-1",
                asking(
                        Map.of("items", "${ [$random(), $random()] }", "concurrency", 1),
                        Map.of("output", "${ item }")));
        ExecutionId id = executor.start(ULID);
        awaitParked(executor, id);
        signal(id, 0, "1");
        await().until(() -> {
            executor.claim();
            return kept(id).size() == 1;
        });
        awaitParked(executor, id);
        signal(id, 1, "2");

        awaitEnd(executor, id, "completed");
        assertThat(kept(id)).isEmpty();
        assertThat(executor.told(id)).filteredOn("node.started each"::equals).hasSize(1);
    }

    @Test
    void aRetryOfTheExecutionKeepsTheOutputsThatThereAre() {
        TestExecutor executor = executor("executor-1", each());
        ExecutionId id = executor.start(ULID);
        Attempt second = childOf(executor, id, 1);
        gives(childOf(executor, id, 0), "A");
        Attempt third = childOf(executor, id, 2);
        second.come(NodeResult.failure("server", "Down", "as the test wants it"));
        awaitEnd(executor, id, "failed");
        assertThat(kept(id)).containsOnlyKeys(0);

        ExecutionId retry = executor.retry(id);
        gives(childOf(executor, retry, 1), "B");
        gives(childOf(executor, retry, 2), "C");

        awaitEnd(executor, retry, "completed");
        assertThat(output(retry)).isEqualTo("[\"A\",\"B\",\"C\"]");
        assertThat(executor.status(third.context().executionId())).isEqualTo("cancelled");
        assertThat(begun).hasSize(5);
        await().until(() -> kept(retry).isEmpty());
    }

    private IntentStore.Signalled signal(ExecutionId id, int item, String payload) {
        return store.signal(
                id,
                "anybody",
                new Intent.Request.Signal("go." + item, "k" + item, TextNode.valueOf(payload), 7),
                new IntentStore.ForItem("each", item, 10_000));
    }

    private static Definition asking(Map<String, Object> settings, Map<String, Object> task) {
        Map<String, Object> all = new HashMap<>(task);
        all.put("type", "signal");
        all.put("with", Map.of("name", "go"));
        Map<String, Object> with = new HashMap<>(Map.of("items", List.of("a", "b", "c"), "concurrency", 2));
        with.putAll(settings);
        with.put("do", all);
        return workflow()
                .node("each", (Node node) -> with(with).apply(type("for").apply(node)))
                .build();
    }

    @Test
    void eachItemWaitsForASignalOfItsOwnAndOneThatComesEarlyIsKept() {
        TestExecutor executor = executor("executor-1", asking(Map.of(), Map.of("output", "${ item & output }")));
        ExecutionId id = executor.start(ULID);
        awaitParked(executor, id);
        assertThat(store.due(id)).isEqualTo(OptionalLong.empty());

        assertThat(signal(id, 2, "3")).as("early").isEqualTo(IntentStore.Signalled.RECEIVED);
        awaitParked(executor, id);
        signal(id, 1, "2");
        await().until(() -> {
            executor.claim();
            return kept(id).size() == 2;
        });
        awaitParked(executor, id);
        signal(id, 0, "1");

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[\"a1\",\"b2\",\"c3\"]");
        assertThat(executor.told(id)).filteredOn("node.started each"::equals).hasSize(1);
    }

    @Test
    void theDeadlineOfAnItemsSignalIsKeptOverTheWait() {
        TestExecutor executor =
                executor("executor-1", asking(Map.of("onError", "collect", "concurrency", 3), Map.of("timeout", "2s")));
        ExecutionId id = executor.start(ULID);
        await("all wait")
                .until(() -> store.items().notes(new ItemList(id, "each", 0)).containsKey("1"));
        signal(id, 1, "in time");

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).startsWith("[{\"error\":{\"type\":\"timeout\"").contains("{\"output\":\"in time\"}");
    }
}
