package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.retry;
import static io.flowcast.executor.engine.Workflows.timeout;
import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.with;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Progress;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.engine.TestExecutor.Attempt;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.executor.store.ItemList;
import io.flowcast.node.NodeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code for} nodes as the engine runs them. */
@Timeout(20)
class LoopRunTest {

    private static final String ULID = "01JD8Q4GZ3T9X6N2R5V7W1Y0AB";

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private final List<TestExecutor> executors = new ArrayList<>();

    @AfterEach
    void stop() {
        store.unavailable(false);
        executors.forEach(TestExecutor::close);
    }

    private TestExecutor executor(String name, Definition definition) {
        TestExecutor executor = new TestExecutor(name, definition, store.as(name));
        executors.add(executor);
        return executor;
    }

    private static UnaryOperator<Node> loop(Object items, Map<String, Object> settings) {
        Map<String, Object> with = new HashMap<>(settings);
        with.put("items", items);
        with.putIfAbsent("do", Map.of("type", "step", "with", Map.of("item", "${ item }", "at", "${ index }")));
        return node -> with(with).apply(type("for").apply(node));
    }

    private static Definition each(Object items, Map<String, Object> settings) {
        return workflow().node("each", loop(items, settings)).build();
    }

    private static Definition each(Object items) {
        return each(items, Map.of("concurrency", 2));
    }

    /** The next tries that begin, by their items. */
    private static Map<Integer, Attempt> tries(TestExecutor executor, int count) throws InterruptedException {
        Map<Integer, Attempt> tries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            Attempt attempt = executor.attempts.poll(5, TimeUnit.SECONDS);
            assertThat(attempt).as("another try").isNotNull();
            tries.put(index(attempt), attempt);
        }
        return tries;
    }

    private static int index(Attempt attempt) {
        String key = attempt.context().idempotencyKey();
        return Integer.parseInt(key.substring(key.lastIndexOf(':') + 1));
    }

    private static void gives(@Nullable Attempt attempt, Object value) {
        assertThat(attempt).isNotNull();
        attempt.come(new NodeResult.Output(value));
    }

    private static void fails(@Nullable Attempt attempt, String type) {
        assertThat(attempt).isNotNull();
        attempt.come(NodeResult.failure(type, type, "as the test wants it"));
    }

    private void awaitEnd(TestExecutor executor, ExecutionId id, String status) {
        await().until(() -> executor.status(id).equals(status));
        await().until(() -> executor.executions.running() == 0);
        if (!status.equals("failed") && !status.equals("cancelled")) {
            await("nothing is kept of the items").until(() -> kept(executor, id).isEmpty());
        }
    }

    private Map<Integer, String> kept(TestExecutor executor, ExecutionId id) {
        return executor.store.items().read(new ItemList(id, "each", 0), 1_000);
    }

    private String output(ExecutionId id) {
        return store.fields(id).getOrDefault(ExecutionFields.NODE_OUTPUT + "each", "none");
    }

    private static Event failure(TestExecutor executor, ExecutionId id) {
        return executor.events(id).stream()
                .filter(event -> event.type().equals("node.failed"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void runsEachItemWithItsSettingsAndKeyAndGivesTheOutputsInOrder() throws InterruptedException {
        TestExecutor executor = executor("executor-1", each(List.of("a", "b", "c")));
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);

        assertThat(executor.attempts).as("no more than two at a time").isEmpty();
        assertThat(two.get(1).context().settings()).isEqualTo(Map.of("item", "b", "at", 1L));
        assertThat(two.get(1).context().idempotencyKey()).isEqualTo(id + ":each:1");
        gives(two.get(1), "B");
        gives(tries(executor, 1).get(2), "C");
        gives(two.get(0), "A");

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\",\"C\"]");
        assertThat(executor.told(id))
                .startsWith("workflow.started", "node.started each", "node.progress each")
                .endsWith("node.progress each", "node.completed each", "workflow.completed");
        assertThat(executor.events(id)).hasSizeLessThan(10);
        List<Progress> progress = executor.events(id).stream()
                .map(Event::progress)
                .filter(told -> told != null)
                .toList();
        assertThat(progress.getFirst()).isEqualTo(new Progress(0, 3L, null));
        assertThat(progress.getLast()).isEqualTo(new Progress(3, 3L, null));
    }

    @Test
    void keepsOfAnOutputWhatIsAskedFor() throws InterruptedException {
        Map<String, Object> task = Map.of("type", "step", "output", "${ item & '=' & output.id }");
        TestExecutor executor = executor("executor-1", each(List.of("a", "b"), Map.of("do", task)));
        ExecutionId id = executor.start(ULID);
        tries(executor, 2).forEach((index, attempt) -> gives(attempt, Map.of("id", index, "more", "x".repeat(5_000))));

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[\"a=0\",\"b=1\"]");
    }

    @Test
    void anEmptyListGivesAnEmptyList() {
        TestExecutor executor = executor("executor-1", each(List.of()));
        ExecutionId id = executor.start(ULID);

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[]");
    }

    @Test
    void tooLongAListIsRefused() {
        TestExecutor executor = executor("executor-1", each("${ [1..101] }"));
        ExecutionId id = executor.start(ULID);

        awaitEnd(executor, id, "failed");
        assertThat(failure(executor, id).error().detail()).contains("101 items").contains("flowcast.for.max-items");
    }

    @Test
    void theFirstFailureStopsTheOthersAndFailsTheNodeAsItself() throws InterruptedException {
        Definition caught = workflow()
                .node("each", loop(List.of("a", "b", "c"), Map.of("concurrency", 2)))
                .node("after")
                .caught("each", "after", Edge.Catch.ERROR)
                .build();
        TestExecutor executor = executor("executor-1", caught);
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        fails(two.get(1), "server");

        awaitEnd(executor, id, "completed");
        assertThat(failure(executor, id).error().type()).isEqualTo("server");
        assertThat(failure(executor, id).error().detail()).isEqualTo("item 1: as the test wants it");
        assertThat(two.get(0).context().cancelled()).isTrue();
        await("interrupted").until(() -> !two.get(0).thread().isAlive());
        assertThat(executor.attempts).as("the third began never").isEmpty();
    }

    @Test
    void collectsFailuresWhereAsked() throws InterruptedException {
        TestExecutor executor = executor("executor-1", each(List.of("a", "b"), Map.of("onError", "collect")));
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        fails(two.get(1), "client");
        gives(two.get(0), "A");

        awaitEnd(executor, id, "completed");
        assertThat(output(id))
                .isEqualTo(
                        "[{\"output\":\"A\"},"
                                + "{\"error\":{\"type\":\"client\",\"title\":\"client\",\"detail\":\"as the test wants it\"}}]");
        assertThat(executor.events(id).stream()
                        .map(Event::progress)
                        .filter(told -> told != null)
                        .toList()
                        .getLast())
                .isEqualTo(new Progress(2, 2L, 1L));
    }

    @Test
    void anItemIsRetriedByItself() throws InterruptedException {
        Map<String, Object> task =
                Map.of("type", "step", "retry", Map.of("limit", 1L, "delay", "1ms"), "timeout", "200ms");
        TestExecutor executor = executor("executor-1", each(List.of("a"), Map.of("do", task)));
        ExecutionId id = executor.start(ULID);
        Attempt first = tries(executor, 1).get(0);
        Attempt second = tries(executor, 1).get(0);

        assertThat(first.context().cancelled()).as("its time was up").isTrue();
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.context().idempotencyKey()).isEqualTo(first.context().idempotencyKey());
        gives(second, "A");
        awaitEnd(executor, id, "completed");
        assertThat(executor.events(id)).noneMatch(event -> event.type().equals("node.retrying"));
    }

    @Test
    void aWaitingItemTakesTheTimeItTakes() {
        Map<String, Object> task = Map.of("type", "wait", "timeout", "30ms");
        TestExecutor executor =
                executor("executor-1", each(List.of("a", "b"), Map.of("do", task, "onError", "collect")));
        ExecutionId id = executor.start(ULID);

        awaitEnd(executor, id, "completed");
        assertThat(output(id)).contains("\"type\":\"timeout\"");
    }

    @Test
    void whoeverTakesOverRepeatsOnlyWhatWasUnderWayAndUnderTheSameKeys() throws InterruptedException {
        Definition definition = each(List.of("a", "b", "c", "d"));
        TestExecutor former = executor("executor-1", definition);
        ExecutionId id = former.start(ULID);
        Map<Integer, Attempt> two = tries(former, 2);
        gives(two.get(1), "B");
        Attempt third = tries(former, 1).get(2);
        former.executions.runs().forEach(ExecutionRun::halt);
        await().until(() -> former.executions.running() == 0);
        assertThat(third.context().cancelled()).isTrue();

        TestExecutor next = executor("executor-2", definition);
        store.makeDue(id);
        next.claim();
        Map<Integer, Attempt> again = tries(next, 2);

        assertThat(again).containsOnlyKeys(0, 2);
        assertThat(again.get(0).context().idempotencyKey())
                .isEqualTo(two.get(0).context().idempotencyKey());
        gives(again.get(0), "A");
        gives(again.get(2), "C");
        gives(tries(next, 1).get(3), "D");
        awaitEnd(next, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\",\"C\",\"D\"]");
    }

    @Test
    void anExecutorThatWasFencedOffKeepsNothingAndBeginsNothing() throws InterruptedException {
        Definition definition = each(List.of("a", "b", "c"));
        TestExecutor former = executor("executor-1", definition);
        ExecutionId id = former.start(ULID);
        Map<Integer, Attempt> zombies = tries(former, 2);
        TestExecutor next = executor("executor-2", definition);
        store.makeDue(id);
        next.claim();
        Map<Integer, Attempt> again = tries(next, 2);

        gives(zombies.get(0), "zombie");
        await().until(() -> former.executions.running() == 0);
        assertThat(kept(next, id)).isEmpty();
        assertThat(former.attempts).isEmpty();

        gives(again.get(0), "A");
        gives(again.get(1), "B");
        gives(tries(next, 1).get(2), "C");
        awaitEnd(next, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\",\"C\"]");
    }

    @Test
    void aListThatIsAnotherAfterATakeoverFailsTheNode() throws InterruptedException {
        Definition definition = each("${ [$random()] }");
        TestExecutor former = executor("executor-1", definition);
        ExecutionId id = former.start(ULID);
        tries(former, 1);
        former.executions.runs().forEach(ExecutionRun::halt);
        await().until(() -> former.executions.running() == 0);
        TestExecutor next = executor("executor-2", definition);
        store.makeDue(id);
        next.claim();

        awaitEnd(next, id, "failed");
        assertThat(failure(next, id).error().type()).isEqualTo("validation");
        assertThat(failure(next, id).error().detail()).contains("not the one with which this node began");
    }

    @Test
    void aLoopThatGetsOnIsNotPoisonedHoweverManyOfItsExecutorsDie() throws InterruptedException {
        int takeovers = 6; // three in a row are survived
        Definition definition = each(Collections.nCopies(takeovers + 1, "a"), Map.of("concurrency", 1));
        ExecutionId id = null;
        for (int i = 0; i <= takeovers; i++) {
            TestExecutor executor = executor("executor-" + i, definition);
            if (id == null) {
                id = executor.start(ULID);
            } else {
                store.makeDue(id);
                executor.claim();
            }
            gives(tries(executor, 1).get(i), i);
            if (i < takeovers) {
                tries(executor, 1);
                executor.executions.runs().forEach(ExecutionRun::halt);
                await().until(() -> executor.executions.running() == 0);
            }
        }

        awaitEnd(executors.getLast(), id, "completed");
        assertThat(output(id)).isEqualTo("[0,1,2,3,4,5,6]");
        assertThat(executors.getLast().told(id))
                .filteredOn("execution.claimed"::equals)
                .hasSize(takeovers);
    }

    @Test
    void whatAFailoverLostIsKeptOnceMore() throws InterruptedException {
        TestExecutor executor = executor("executor-1", each(List.of("a", "b", "c", "d")));
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        Runnable failover = store.remember();
        gives(two.get(0), "A");
        gives(tries(executor, 1).get(2), "C");
        Attempt last = tries(executor, 1).get(3);
        assertThat(kept(executor, id)).containsOnlyKeys(0, 2);
        failover.run();
        assertThat(kept(executor, id)).isEmpty();

        gives(last, "D");
        await().until(() -> kept(executor, id).keySet().equals(Set.of(0, 2, 3)));
        gives(two.get(1), "B");
        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\",\"C\",\"D\"]");
    }

    @Test
    void nothingIsBegunWhileTheStoreIsAway() throws InterruptedException {
        TestExecutor executor = executor("executor-1", each(List.of("a", "b", "c")));
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        executor.store.unavailable(true);
        gives(two.get(0), "A");
        assertThat(executor.attempts.poll(100, TimeUnit.MILLISECONDS)).isNull();
        executor.store.unavailable(false);

        gives(tries(executor, 1).get(2), "C");
        gives(two.get(1), "B");
        awaitEnd(executor, id, "completed");
    }

    @Test
    void aRetryOfTheNodeDoesTheFailedItemsAgainAndKeepsTheOthers() throws InterruptedException {
        Definition definition = workflow()
                .node(
                        "each",
                        node -> retry(new Retry(
                                        1,
                                        Duration.ofMillis(1),
                                        Retry.Backoff.CONSTANT,
                                        Duration.ofMinutes(1),
                                        0,
                                        Set.of("server")))
                                .apply(loop(List.of("a", "b"), Map.of()).apply(node)))
                .build();
        TestExecutor executor = executor("executor-1", definition);
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        gives(two.get(0), "A");
        await().until(() -> kept(executor, id).containsKey(0));
        fails(two.get(1), "server");

        Map<Integer, Attempt> again = tries(executor, 1);
        assertThat(again).containsOnlyKeys(1);
        gives(again.get(1), "B");
        awaitEnd(executor, id, "completed");
        assertThat(output(id)).isEqualTo("[\"A\",\"B\"]");
        assertThat(executor.told(id)).contains("node.retrying each");
    }

    @Test
    void cancelStopsAllItemsAtOnce() throws InterruptedException {
        TestExecutor executor = executor("executor-1", each(List.of("a", "b", "c")));
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        store.record(id, "anybody", new Intent.Request.Cancel());
        executor.executions.rung(id);

        awaitEnd(executor, id, "cancelled");
        for (Attempt attempt : two.values()) {
            assertThat(attempt.context().cancelled()).isTrue();
            await().until(() -> !attempt.thread().isAlive());
        }
    }

    @Test
    void aTimeoutOfTheNodeStopsAllItems() throws InterruptedException {
        Definition definition = workflow()
                .node(
                        "each",
                        node -> timeout(Duration.ofMillis(200))
                                .apply(loop(List.of("a", "b"), Map.of()).apply(node)))
                .build();
        TestExecutor executor = executor("executor-1", definition);
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);

        awaitEnd(executor, id, "failed");
        assertThat(failure(executor, id).error().type()).isEqualTo("timeout");
        await().until(() ->
                two.values().stream().noneMatch(attempt -> attempt.thread().isAlive()));
    }

    @Test
    void resultsThatTogetherAreTooLargeFailTheNodeEarly() throws InterruptedException {
        TestExecutor executor = executor("executor-1", each(List.of("a", "b", "c")));
        ExecutionId id = executor.start(ULID);
        Map<Integer, Attempt> two = tries(executor, 2);
        gives(two.get(0), "x".repeat(600));
        gives(two.get(1), "x".repeat(600));

        awaitEnd(executor, id, "failed");
        assertThat(failure(executor, id).error().title()).isEqualTo("Output too large");
    }
}
