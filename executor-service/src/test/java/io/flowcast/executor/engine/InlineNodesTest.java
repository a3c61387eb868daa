package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.timeout;
import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.engine.TestExecutor.Attempt;
import io.flowcast.executor.store.InMemoryExecutionStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has no side effects runs before it is written, and what follows from it travels with it. */
@Timeout(20)
class InlineNodesTest {

    private static final String ULID = "01JD8Q4GZ3T9X6N2R5V7W1Y0AB";

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    /** The events of each commit, the creation's first. */
    private final Queue<List<String>> commits = new ConcurrentLinkedQueue<>();

    private @Nullable TestExecutor executor;

    @AfterEach
    void stop() {
        if (executor != null) {
            executor.close();
        }
    }

    private TestExecutor executor(Definition definition) {
        TestExecutor made = new TestExecutor("executor-1", definition, store, new Telemetry() {
            @Override
            public void committed(ExecutionState state, List<Event> events) {
                commits.add(events.stream().map(InlineNodesTest::shown).toList());
            }
        });
        executor = made;
        return made;
    }

    private static String shown(Event event) {
        return event.nodeId() == null ? event.type() : event.type() + " " + event.nodeId();
    }

    private static UnaryOperator<Node> pure(Map<String, Object> with) {
        return n -> new Node(n.id(), n.name(), "pure", with, n.timeout(), n.retry(), n.onCrash(), n.join());
    }

    private void awaitEnd(ExecutionId id, String status) {
        TestExecutor running = Objects.requireNonNull(executor);
        await().until(() -> running.status(id).equals(status) && running.executions.running() == 0);
    }

    @Test
    void aChainOfThemIsOneCommitAfterTheCreation() {
        TestExecutor executor = executor(workflow()
                .node("a", pure(Map.of("v", 1)))
                .node("b", pure(Map.of("v", "${ nodes.a.output.v + 1 }")))
                .node("c", pure(Map.of("v", "${ nodes.b.output.v + 1 }")))
                .edge("a", "b")
                .edge("b", "c")
                .build());

        ExecutionId id = executor.start(ULID);

        awaitEnd(id, "completed");
        assertThat(commits)
                .containsExactly(
                        List.of("workflow.started", "node.started a"),
                        List.of(
                                "node.completed a",
                                "node.started b",
                                "node.completed b",
                                "node.started c",
                                "node.completed c",
                                "workflow.completed"));
        assertThat(store.fields(id)).containsEntry("output:c", "{\"v\":3}");
    }

    @Test
    void nodesThatFanOutTravelTogether() {
        TestExecutor executor = executor(workflow()
                .node("a", pure(Map.of()))
                .node("b", pure(Map.of()))
                .node("c", pure(Map.of()))
                .node("d", pure(Map.of()))
                .edge("a", "b")
                .edge("a", "c")
                .edge("b", "d")
                .edge("c", "d")
                .build());

        ExecutionId id = executor.start(ULID);

        awaitEnd(id, "completed");
        assertThat(commits).hasSize(2);
    }

    @Test
    void aNodeWithSideEffectsStartsOnlyAfterItsStartIsWritten() throws InterruptedException {
        TestExecutor executor = executor(workflow()
                .node("a", pure(Map.of()))
                .node("b", type("step"))
                .node("c", pure(Map.of()))
                .edge("a", "b")
                .edge("b", "c")
                .build());

        ExecutionId id = executor.start(ULID);
        Attempt attempt = executor.attempts.poll(5, TimeUnit.SECONDS);

        assertThat(attempt).isNotNull();
        assertThat(executor.told(id))
                .containsExactly("workflow.started", "node.started a", "node.completed a", "node.started b");
        attempt.succeed();
        awaitEnd(id, "completed");
        assertThat(commits)
                .last()
                .isEqualTo(List.of("node.completed b", "node.started c", "node.completed c", "workflow.completed"));
    }

    @Test
    void whatTheyLogComesBeforeTheirEnd() {
        TestExecutor executor =
                executor(workflow().node("a", pure(Map.of("log", "hello"))).build());

        ExecutionId id = executor.start(ULID);

        awaitEnd(id, "completed");
        assertThat(commits).last().isEqualTo(List.of("node.log a", "node.completed a", "workflow.completed"));
    }

    @Test
    void oneThatFailsFailsTheExecution() {
        TestExecutor executor =
                executor(workflow().node("a", pure(Map.of("fail", true))).build());

        ExecutionId id = executor.start(ULID);

        awaitEnd(id, "failed");
        assertThat(commits).last().isEqualTo(List.of("node.failed a", "workflow.failed"));
    }

    @Test
    void oneWithATimeoutRunsLikeAnyOther() {
        TestExecutor executor = executor(workflow()
                .node("a", pure(Map.of()))
                .node("b", pure(Map.of()).andThen(timeout(Duration.ofSeconds(5)))::apply)
                .edge("a", "b")
                .build());

        ExecutionId id = executor.start(ULID);

        awaitEnd(id, "completed");
        assertThat(commits).hasSize(3);
    }

    @Test
    void aLongChainIsWrittenInPieces() {
        Workflows workflow = workflow().node("n0", pure(Map.of()));
        for (int i = 1; i < 300; i++) {
            workflow.node("n" + i, pure(Map.of())).edge("n" + (i - 1), "n" + i);
        }
        TestExecutor executor = executor(workflow.build());

        ExecutionId id = executor.start(ULID);

        awaitEnd(id, "completed");
        assertThat(commits)
                .hasSizeGreaterThan(2)
                .allSatisfy(events -> assertThat(events).hasSizeLessThan(510));
        assertThat(executor.events(id)).hasSize(602);
    }
}
