package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.retry;
import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.engine.TestExecutor.Attempt;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.InMemoryExecutionStore;
import io.flowcast.node.NodeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A paused execution: what runs comes to its end, and then nobody holds it. */
@Timeout(20)
class PauseTest {

    private static final String ULID = "01JD8Q4GZ3T9X6N2R5V7W1Y0AB";
    private static final Intent.Request PAUSE = new Intent.Request.Pause();
    private static final Intent.Request RESUME = new Intent.Request.Resume();
    private static final Definition TWO_STEPS = workflow()
            .node("a", type("step"))
            .node("b", type("step"))
            .edge("a", "b")
            .build();

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private final List<TestExecutor> executors = new ArrayList<>();

    @AfterEach
    void stop() {
        executors.forEach(TestExecutor::close);
    }

    private TestExecutor executor(Definition definition) {
        String name = "executor-" + (executors.size() + 1);
        TestExecutor executor = new TestExecutor(name, definition, store.as(name));
        executors.add(executor);
        return executor;
    }

    private static Attempt attempt(TestExecutor executor, String nodeId) throws InterruptedException {
        Attempt attempt = executor.attempts.poll(5, TimeUnit.SECONDS);
        assertThat(attempt).as("attempt of " + nodeId).isNotNull();
        assertThat(attempt.nodeId()).isEqualTo(nodeId);
        return attempt;
    }

    private void ask(TestExecutor executor, ExecutionId id, Intent.Request request) {
        store.record(id, "anybody", request);
        executor.executions.rung(id);
    }

    private static void awaitRest(TestExecutor executor, ExecutionId id, String status) {
        await().until(() -> executor.executions.running() == 0);
        assertThat(executor.status(id)).isEqualTo(status);
    }

    private void assertNobodyHolds(ExecutionId id) {
        assertThat(store.fields(id)).containsEntry(ExecutionFields.EXECUTOR, "");
        assertThat(store.fields(id).keySet()).noneMatch(field -> field.startsWith(ExecutionFields.INTENT));
        assertThat(store.due(id)).isEmpty();
    }

    @Test
    void whatRunsEndsAndTheRestStartsWhereverItIsResumed() throws InterruptedException {
        TestExecutor first = executor(TWO_STEPS);
        ExecutionId id = first.start(ULID);
        Attempt a = attempt(first, "a");

        ask(first, id, PAUSE);
        await().until(() -> first.status(id).equals("paused"));
        a.succeed();
        awaitRest(first, id, "paused");
        assertNobodyHolds(id);

        TestExecutor second = executor(TWO_STEPS);
        store.record(id, "anybody", RESUME);
        assertThat(second.claim()).isEqualTo(1);
        attempt(second, "b").succeed();
        awaitRest(second, id, "completed");
        assertThat(second.told(id))
                .containsExactly(
                        "workflow.started",
                        "node.started a",
                        "workflow.paused",
                        "node.completed a",
                        "workflow.resumed",
                        "node.started b",
                        "node.completed b",
                        "workflow.completed");
    }

    @Test
    void oneThatWaitsIsDueNoMoreAndWaitsOnWhenResumed() {
        Definition waiting = workflow().node("pause", type("wait")).build();
        TestExecutor executor = executor(waiting);
        ExecutionId id = executor.start(ULID);
        awaitRest(executor, id, "waiting");
        long until = store.due(id).orElseThrow();

        store.record(id, "anybody", PAUSE);
        executor.claim();
        awaitRest(executor, id, "paused");
        assertNobodyHolds(id);

        store.record(id, "anybody", RESUME);
        executor.claim();
        awaitRest(executor, id, "waiting");
        assertThat(store.due(id)).hasValue(until);
    }

    @Test
    void oneThatIsLookedAtForNothingIsHandedBackWithoutAWord() {
        TestExecutor executor = executor(workflow().node("pause", type("wait")).build());
        ExecutionId id = executor.start(ULID);
        awaitRest(executor, id, "waiting");
        store.record(id, "anybody", PAUSE);
        executor.claim();
        awaitRest(executor, id, "paused");
        List<EventId> before = executor.ids(id);

        store.makeDue(id);
        assertThat(executor.claim()).isEqualTo(1);

        awaitRest(executor, id, "paused");
        assertNobodyHolds(id);
        assertThat(executor.ids(id)).isEqualTo(before);
    }

    @Test
    void itsTimeoutIsWhenItIsDue() throws InterruptedException {
        TestExecutor executor = executor(
                workflow().node("a", type("step")).within(Duration.ofHours(1)).build());
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");

        ask(executor, id, PAUSE);
        await().until(() -> executor.status(id).equals("paused"));
        a.succeed();

        awaitRest(executor, id, "paused");
        long startTime = Long.parseLong(store.fields(id).get(ExecutionFields.START_TIME));
        assertThat(store.due(id)).hasValue(startTime + 3_600_000);
    }

    @Test
    void aStoppingExecutorLeavesItPausedAndDueNowhere() throws InterruptedException {
        TestExecutor stopping = executor(TWO_STEPS);
        ExecutionId id = stopping.start(ULID);
        Attempt a = attempt(stopping, "a");
        ask(stopping, id, PAUSE);
        await().until(() -> stopping.status(id).equals("paused"));

        stopping.executions.drain();
        a.succeed();

        awaitRest(stopping, id, "paused");
        assertNobodyHolds(id);
    }

    @Test
    void aPauseThatAFailoverLostIsWrittenAgain() throws InterruptedException {
        TestExecutor executor = executor(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");
        Runnable failover = store.remember();
        ask(executor, id, PAUSE);
        await().until(() -> executor.status(id).equals("paused"));
        a.succeed();
        awaitRest(executor, id, "paused");
        List<EventId> acknowledged = executor.ids(id);

        failover.run();
        assertThat(executor.status(id)).isEqualTo("running");
        executor.executions.confirmEnds();

        await().until(() ->
                executor.status(id).equals("paused") && store.due(id).isEmpty());
        assertNobodyHolds(id);
        assertThat(executor.ids(id)).isEqualTo(acknowledged);
    }

    @Test
    void aFailoverUnderARunningNodeNeitherLosesThePauseNorPausesAgainWhatWasResumed() throws InterruptedException {
        TestExecutor executor = executor(TWO_STEPS);
        ExecutionId id = executor.start(ULID);
        Attempt a = attempt(executor, "a");
        store.record(id, "anybody", PAUSE);
        Runnable failover = store.remember();
        executor.executions.rung(id);
        await().until(() -> executor.status(id).equals("paused"));

        failover.run();
        executor.executions.rung(id);
        await().until(() -> executor.status(id).equals("paused"));
        ask(executor, id, RESUME);
        a.succeed();

        attempt(executor, "b").succeed();
        awaitRest(executor, id, "completed");
        assertThat(executor.told(id)).containsOnlyOnce("workflow.paused");
    }

    @Test
    void aTakeoverRunsWhatWasLostAgainAndLeavesItPaused() throws InterruptedException {
        TestExecutor first = executor(TWO_STEPS);
        ExecutionId id = first.start(ULID);
        attempt(first, "a");
        ask(first, id, PAUSE);
        await().until(() -> first.status(id).equals("paused"));

        TestExecutor second = executor(TWO_STEPS);
        store.makeDue(id);
        second.claim();
        Attempt again = attempt(second, "a");
        assertThat(again.attempt()).isEqualTo(2);
        again.succeed();

        awaitRest(second, id, "paused");
        assertNobodyHolds(id);
    }

    @Test
    void aRetryThatFallsDueWhileTheExecutorStopsIsLeftToAnother() throws InterruptedException {
        Retry soon =
                new Retry(3, Duration.ofMillis(50), Retry.Backoff.CONSTANT, Duration.ofMinutes(1), 0, Set.of("server"));
        Definition definition = workflow()
                .node("a", node -> retry(soon).apply(type("step").apply(node)))
                .node("b", type("step"))
                .build();
        TestExecutor stopping = executor(definition);
        ExecutionId id = stopping.start(ULID);
        Attempt one = stopping.attempts.poll(5, TimeUnit.SECONDS);
        Attempt other = stopping.attempts.poll(5, TimeUnit.SECONDS);
        Attempt a = one.nodeId().equals("a") ? one : other;
        Attempt b = one.nodeId().equals("a") ? other : one;

        stopping.executions.drain();
        a.come(new NodeResult.Failure(Problem.node("server", "Broken", null)));
        await().until(() -> stopping.told(id).contains("node.retrying a"));
        assertThat(stopping.attempts.poll(200, TimeUnit.MILLISECONDS)).isNull();
        b.succeed();

        await().until(() -> stopping.executions.running() == 0);
        TestExecutor next = executor(definition);
        assertThat(next.claim()).isEqualTo(1);
        attempt(next, "a").succeed();
        awaitRest(next, id, "completed");
        assertThat(next.told(id)).doesNotContain("execution.claimed");
    }
}
