package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.timeout;
import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import io.flowcast.executor.engine.TestExecutor.Attempt;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.Commit;
import io.flowcast.executor.store.Held;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.executor.store.LogEntry;
import io.flowcast.executor.store.Renewal;
import io.flowcast.executor.store.Renewed;
import io.flowcast.node.NodeResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ExecutionRunTest {

    private static final String ULID = "01JD8Q4GZ3T9X6N2R5V7W1Y0AB";
    private static final Definition TWO_STEPS = workflow()
            .node("a", type("step"))
            .node("b", type("step"))
            .edge("a", "b")
            .build();

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private @Nullable TestExecutor first;
    private @Nullable TestExecutor second;

    @AfterEach
    void stop() {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    private TestExecutor first(Definition definition) {
        TestExecutor executor = new TestExecutor("executor-1", definition, store);
        first = executor;
        return executor;
    }

    private TestExecutor second(Definition definition) {
        TestExecutor executor = new TestExecutor("executor-2", definition, store.as("executor-2"));
        second = executor;
        return executor;
    }

    private static Attempt attempt(TestExecutor executor, String nodeId) throws InterruptedException {
        Attempt attempt = executor.attempts.poll(5, TimeUnit.SECONDS);
        assertThat(attempt).as("attempt of " + nodeId).isNotNull();
        assertThat(attempt.nodeId()).isEqualTo(nodeId);
        return attempt;
    }

    private static void awaitEnd(TestExecutor executor, ExecutionId id, String status) {
        await().until(() -> executor.status(id).equals(status));
        await().until(() -> executor.executions.running() == 0);
        List<Event> log = executor.events(id);
        assertThat(log).filteredOn(Event::terminal).hasSize(1);
        assertThat(log.getLast().terminal()).isTrue();
        for (int i = 0; i < log.size(); i++) {
            assertThat(log.get(i).seq()).isEqualTo(i + 1);
        }
    }

    /** Until the run has looked at its mailbox, and at the time. */
    private void awaitATurn(TestExecutor executor, ExecutionId id) {
        store.makeDue(id);
        executor.executions.rung(id);
        await().until(() -> store.due(id).isEmpty() || store.due(id).getAsLong() > System.currentTimeMillis());
    }

    @Test
    void runsNodeAfterNodeAndKeepsTheirOutputs() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);

        attempt(executor, "a").succeed();
        attempt(executor, "b").succeed();

        awaitEnd(executor, id, "completed");
        assertThat(executor.told(id))
                .containsExactly(
                        "workflow.started",
                        "node.started a",
                        "node.completed a",
                        "node.started b",
                        "node.completed b",
                        "workflow.completed");
        assertThat(store.fields(id))
                .containsEntry("output:a", "{\"by\":\"a\"}")
                .containsEntry(ExecutionFields.OUTPUT, "{\"b\":{\"by\":\"b\"}}");
        assertThat(store.due(id)).isEmpty();
    }

    @Test
    void startsNoNodeBeforeItsStartIsCommitted() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");

        store.unavailable(true);
        a.succeed();

        assertThat(executor.attempts.poll(100, TimeUnit.MILLISECONDS)).isNull();
        store.unavailable(false);
        attempt(executor, "b").succeed();
        awaitEnd(executor, id, "completed");
    }

    @Test
    void aCommitWhoseAnswerIsLostIsSentAgainAndWrittenOnce() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");

        store.loseNextAnswer();
        a.succeed();

        attempt(executor, "b").succeed();
        awaitEnd(executor, id, "completed");
        assertThat(executor.events(id)).hasSize(6);
    }

    @Test
    void whatAFailoverLostIsWrittenAgainAsItWas() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");
        Runnable failover = store.remember();
        a.succeed();
        Attempt b = attempt(executor, "b");
        List<EventId> acknowledged = executor.ids(id);

        failover.run();
        b.succeed();

        awaitEnd(executor, id, "completed");
        assertThat(executor.ids(id)).startsWith(acknowledged.toArray(EventId[]::new));
        assertThat(executor.told(id)).hasSize(6);
        assertThat(store.fields(id)).containsEntry("output:a", "{\"by\":\"a\"}");
    }

    @Test
    void anEndThatAFailoverLostIsWrittenAgain() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        attempt(executor, "a").succeed();
        Attempt b = attempt(executor, "b");
        Runnable failover = store.remember();
        b.succeed();
        awaitEnd(executor, id, "completed");
        List<EventId> acknowledged = executor.ids(id);

        failover.run();
        assertThat(executor.status(id)).isEqualTo("running");
        executor.executions.confirmEnds();

        awaitEnd(executor, id, "completed");
        assertThat(executor.ids(id)).isEqualTo(acknowledged);
        assertThat(store.due(id)).isEmpty();
    }

    @Test
    void anEndOfWhichAFailoverLostMoreThanTheLastCommitIsWrittenAgain() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        Runnable emptied = store.remember();
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");
        Runnable failover = store.remember();
        a.succeed();
        attempt(executor, "b").succeed();
        awaitEnd(executor, id, "completed");
        List<EventId> acknowledged = executor.ids(id);

        failover.run();
        executor.executions.confirmEnds();
        awaitEnd(executor, id, "completed");
        assertThat(executor.ids(id)).isEqualTo(acknowledged);

        emptied.run();
        assertThat(executor.status(id)).isEqualTo("gone");
        executor.executions.confirmEnds();
        awaitEnd(executor, id, "completed");
        assertThat(executor.ids(id)).isEqualTo(acknowledged);
        assertThat(store.fields(id)).containsEntry("output:a", "{\"by\":\"a\"}");
    }

    @Test
    void oneThatWasAcceptedForOthersToRunAndIsLostBeforeAnyKnewOfItIsCreatedAgain() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        executor.begun(false);
        Runnable failover = store.remember();
        ExecutionId id = executor.accept();
        assertThat(executor.status(id)).isEqualTo("pending");

        failover.run();
        assertThat(executor.status(id)).isEqualTo("gone");
        executor.executions.confirmEnds();

        await().atMost(TestExecutor.LEASE.multipliedBy(5))
                .until(() -> executor.status(id).equals("pending"));
        executor.begun(true);
        assertThat(executor.claim()).isEqualTo(1);
        attempt(executor, "a").succeed();
        attempt(executor, "b").succeed();
        awaitEnd(executor, id, "completed");
        assertThat(executor.told(id))
                .startsWith("workflow.queued", "workflow.started")
                .hasSize(7);
    }

    @Test
    void aWaitThatAFailoverLostWithAllOfItsExecutionIsWrittenAgain() {
        TestExecutor executor = first(workflow().node("pause", type("wait")).build());
        Runnable emptied = store.remember();
        ExecutionId id = executor.start(ULID);
        await().until(() -> executor.executions.running() == 0);
        long until = store.due(id).orElseThrow();
        List<EventId> acknowledged = executor.ids(id);

        emptied.run();
        executor.executions.confirmEnds();

        await().until(() -> store.due(id).equals(OptionalLong.of(until)));
        assertThat(executor.status(id)).isEqualTo("waiting");
        assertThat(executor.ids(id)).isEqualTo(acknowledged);
        assertThat(store.fields(id)).containsEntry("executor", "");
    }

    @Test
    void oneThatAFailoverLostAndWhatItWaitedForAreLookedAfterAtOnceAndTogether() throws InterruptedException {
        TestExecutor executor = first(workflow()
                        .node("a", type("step"))
                        .node("b", type("step"))
                        .node("c", type("step"))
                        .node("late", Workflows.joinAny())
                        .caught("a", "late", Edge.Catch.ERROR)
                        .caught("b", "late", Edge.Catch.ERROR)
                        .caught("c", "late", Edge.Catch.ERROR)
                        .build())
                .also(workflow("child").node("pause", type("wait")).build());
        Runnable emptied = store.remember();
        ExecutionId id = executor.start(ULID);
        for (int i = 0; i < 3; i++) {
            Attempt attempt = executor.attempts.poll(5, TimeUnit.SECONDS);
            assertThat(attempt).isNotNull();
            attempt.come(new NodeResult.RunWorkflow("child", null, Map.of()));
        }
        await().until(() -> executor.executions.running() == 0);

        emptied.run();
        executor.executions.confirmEnds();

        await().until(() -> executor.claim() == 1);
        await().atMost(Duration.ofSeconds(11)).until(() -> executor.status(id).equals("completed"));
    }

    @Test
    void anEndThatIsThereIsNotWrittenTwice() throws InterruptedException {
        TestExecutor executor = first(workflow().node("a").build());
        ExecutionId id = executor.start(ULID);
        awaitEnd(executor, id, "completed");
        int published = store.published(id).size();

        executor.executions.confirmEnds();
        executor.close();

        assertThat(store.published(id)).hasSize(published);
    }

    @Test
    void aFailoverIsNoticedByTheRenewalOfAQuietExecution() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");
        Runnable failover = store.remember();
        a.succeed();
        Attempt b = attempt(executor, "b");
        List<EventId> acknowledged = executor.ids(id);

        failover.run();
        ExecutionRun run = executor.executions.runs().iterator().next();
        Renewed outcome = store.renew(List.of(run.held()), Renewal.KEEP).getFirst();
        assertThat(outcome).isInstanceOf(Renewed.Rewound.class);
        run.renewed(outcome, System.nanoTime());

        await().until(() -> executor.ids(id).equals(acknowledged));
        b.succeed();
        awaitEnd(executor, id, "completed");
    }

    @Test
    void anotherExecutorTakesOverAndTheFormerOneCommitsNothing() throws InterruptedException {
        TestExecutor former = first(TWO_STEPS);
        ExecutionId id = former.start(ULID);
        Attempt zombie = attempt(former, "a");
        TestExecutor next = second(TWO_STEPS);
        store.makeDue(id);

        assertThat(next.claim()).isEqualTo(1);
        Attempt again = attempt(next, "a");
        assertThat(again.attempt()).isEqualTo(2);
        zombie.succeed();
        await().until(() -> former.executions.running() == 0);
        assertThat(former.told(id))
                .containsExactly("workflow.started", "node.started a", "execution.claimed", "node.started a");

        again.succeed();
        attempt(next, "b").succeed();
        awaitEnd(next, id, "completed");
    }

    @Test
    void aLostLeaseStopsWhatRuns() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        executor.start(ULID);
        Attempt a = attempt(executor, "a");

        executor.executions.runs().iterator().next().renewed(new Renewed.Lost(), System.nanoTime());

        await().until(() -> executor.executions.running() == 0);
        await().until(() -> !a.thread().isAlive());
    }

    @Test
    void cancellingStopsTheAttemptThatRuns() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");

        store.record(id, "anybody", new Intent.Request.Cancel());
        executor.executions.rung(id);

        awaitEnd(executor, id, "cancelled");
        assertThat(executor.told(id)).endsWith("node.cancelled a", "workflow.cancelled");
        await().until(() -> !a.thread().isAlive());
        assertThat(store.fields(id).keySet()).noneMatch(field -> field.startsWith(ExecutionFields.INTENT));
    }

    @Test
    void aLongWaitIsHandedBackAndGoesOnAtAnyExecutor() throws InterruptedException {
        Definition waiting = workflow()
                .node("pause", type("wait"))
                .node("b", type("step"))
                .edge("pause", "b")
                .build();
        TestExecutor executor = first(waiting);
        ExecutionId id = executor.start(ULID);

        await().until(() -> executor.status(id).equals("waiting"));
        await().until(() -> executor.executions.running() == 0);
        assertThat(store.due(id).orElseThrow()).isGreaterThan(System.currentTimeMillis() + 50_000);
        assertThat(executor.told(id))
                .containsExactly("workflow.started", "node.started pause", "node.waiting pause", "execution.waiting");

        // A cancel wakes it where it sleeps.
        store.record(id, "anybody", new Intent.Request.Cancel());
        TestExecutor other = second(waiting);
        assertThat(other.claim()).isEqualTo(1);
        awaitEnd(other, id, "cancelled");
    }

    @Test
    void aStoppingExecutorHandsOverAfterTheNodeThatRuns() throws InterruptedException {
        TestExecutor stopping = first(TWO_STEPS);
        ExecutionId id = stopping.start(ULID);
        Attempt a = attempt(stopping, "a");

        stopping.executions.drain();
        assertThat(stopping.executions.takePlace()).isFalse();
        a.succeed();
        await().until(() -> stopping.executions.running() == 0);
        assertThat(stopping.told(id)).containsExactly("workflow.started", "node.started a", "node.completed a");

        TestExecutor next = second(TWO_STEPS);
        assertThat(next.claim()).isEqualTo(1);
        attempt(next, "b").succeed();
        awaitEnd(next, id, "completed");
        assertThat(next.told(id)).doesNotContain("execution.claimed");
    }

    @Test
    void anErrorOfTheEngineItselfEndsTheExecution() {
        Evaluator faulty = new Evaluator() {
            @Override
            public boolean holds(String when, ExecutionState state, Map<String, @Nullable Object> outputs) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Encoded output(ExecutionState state, Map<String, @Nullable Object> outputs) {
                throw new IllegalStateException("a bug");
            }
        };
        Definition definition = workflow().node("a").build();
        TestExecutor executor = new TestExecutor("executor-1", definition, store, faulty);
        first = executor;

        ExecutionId id = executor.start(ULID);

        awaitEnd(executor, id, "failed");
        assertThat(executor.events(id).getLast().error())
                .extracting(Problem::type)
                .isEqualTo("internal");
    }

    @Test
    void anOutputThatIsTooLargeFailsTheNode() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);

        attempt(executor, "a").come(new NodeResult.Output("x".repeat(2_000)));

        awaitEnd(executor, id, "failed");
        assertThat(executor.events(id).getLast().error().type()).isEqualTo("validation");
    }

    @Test
    void anOutputThatNestsTooDeepFailsTheNode() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Object nested = "core";
        for (int i = 0; i < 1_100; i++) {
            nested = List.of(nested);
        }

        attempt(executor, "a").come(new NodeResult.Output(nested));

        awaitEnd(executor, id, "failed");
        assertThat(executor.events(id).getLast().error().title()).isEqualTo("Output nests too deep");
    }

    @Test
    void theTextOfAnErrorIsCut() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);

        attempt(executor, "a").come(NodeResult.failure("raised", "x".repeat(5_000), "y".repeat(5_000)));

        awaitEnd(executor, id, "failed");
        Problem error = executor.events(id).getLast().error();
        assertThat(error.title()).hasSize(201).endsWith("…");
        assertThat(error.detail()).hasSize(2_001).endsWith("…");
    }

    @Test
    void whatALaterVersionWroteIsPutOffForOneThatUnderstandsItAndDoesNotCountAsATakeover() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        attempt(executor, "a");
        Held held = executor.executions.runs().iterator().next().held();
        executor.executions.runs().forEach(ExecutionRun::halt);
        await().until(() -> executor.executions.running() == 0);
        store.commit(new Commit(
                id,
                held.fence(),
                held.lastId(),
                Map.of(ExecutionFields.STATUS, "dreaming"),
                List.of(new LogEntry("workflow.dreaming", "{}")),
                new Commit.After.Keep(),
                List.of(),
                List.of()));
        TestExecutor next = second(TWO_STEPS);
        store.makeDue(id);

        assertThat(next.claim()).isEqualTo(1);

        assertThat(next.executions.running()).isZero();
        assertThat(store.due(id).orElseThrow()).isGreaterThan(System.currentTimeMillis() + 50_000);
        assertThat(store.fields(id)).containsEntry(ExecutionFields.TAKEOVERS, "1");
        store.makeDue(id);
        assertThat(next.claim()).isEqualTo(1);
        assertThat(store.fields(id)).containsEntry(ExecutionFields.TAKEOVERS, "1");
        assertThat(next.executions.takePlaces(20)).isEqualTo(10);
    }

    @Test
    void aDefinitionThatCannotBeReadAnyMoreFailsTheExecution() {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        executor.executions.runs().forEach(ExecutionRun::halt);
        await().until(() -> executor.executions.running() == 0);
        TestExecutor next = second(TWO_STEPS);
        next.understandsNothing = true;
        store.makeDue(id);

        assertThat(next.claim()).isEqualTo(1);

        awaitEnd(next, id, "failed");
    }

    @Test
    void aNodesTimeoutRunsFromWhenItStartsHoweverLongTheStoreWasAway() throws InterruptedException {
        Definition definition = workflow()
                .node("a", type("step"))
                .node(
                        "b",
                        node -> timeout(Duration.ofSeconds(1))
                                .apply(type("step").apply(node)))
                .edge("a", "b")
                .build();
        TestExecutor executor = first(definition);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");
        store.unavailable(true);
        a.succeed();
        long decided = System.nanoTime();
        await().until(() ->
                System.nanoTime() - decided > Duration.ofMillis(1_200).toNanos());

        store.unavailable(false);
        Attempt b = attempt(executor, "b");
        awaitATurn(executor, id);
        b.succeed();

        awaitEnd(executor, id, "completed");
    }

    @Test
    void aWaitThatIsLeftOverWhenAStoppingExecutorHandsOverIsHandedBackByTheNext() throws InterruptedException {
        Definition definition =
                workflow().node("pause", type("wait")).node("a", type("step")).build();
        TestExecutor stopping = first(definition);
        ExecutionId id = stopping.start(ULID);
        Attempt a = attempt(stopping, "a");
        await().until(() -> stopping.told(id).contains("node.waiting pause"));
        stopping.executions.drain();
        a.succeed();
        await().until(() -> stopping.executions.running() == 0);
        TestExecutor next = second(definition);

        assertThat(next.claim()).isEqualTo(1);

        await().until(() -> next.executions.running() == 0);
        assertThat(next.status(id)).isEqualTo("waiting");
        assertThat(store.due(id).orElseThrow()).isGreaterThan(System.currentTimeMillis() + 50_000);
    }

    @Test
    void anAttemptThatDiesOfAnErrorFailsItsNode() throws InterruptedException {
        TestExecutor executor = first(TWO_STEPS);
        ExecutionId id = executor.start(ULID);

        attempt(executor, "a").die(new NoClassDefFoundError("as the test wants it"));

        awaitEnd(executor, id, "failed");
        assertThat(executor.events(id).getLast().error().type()).isEqualTo("raised");
    }
}
