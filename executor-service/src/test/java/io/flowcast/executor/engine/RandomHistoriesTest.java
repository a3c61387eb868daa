package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Event;
import io.flowcast.events.EventId;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Fold;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the graph and whatever happens to its nodes: what is promised of every history holds. */
class RandomHistoriesTest {

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 400; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyExecutionEndsOnceAndItsLogTellsItsState(long seed) {
        Random random = new Random(seed);
        Scenario run = new Scenario(graph(random));
        run.untrue("no");

        run.claimed();
        for (int i = 0; !run.state.status().terminal(); i++) {
            assertThat(i).as("steps of a finite graph").isLessThan(10_000);
            boolean paused = run.state.status() == ExecutionStatus.PAUSED;
            int told = run.log.size();
            somethingHappens(run, random);
            if (paused && run.state.status() == ExecutionStatus.PAUSED) {
                assertThat(run.log.subList(told, run.log.size()))
                        .as("while it is paused nothing starts but what an executor lost")
                        .filteredOn(event -> event.type().equals(EventType.NODE_STARTED.wire()))
                        .allMatch(event -> run.log.get(told).type().equals(EventType.EXECUTION_CLAIMED.wire()));
            }
            assertThatLogTellsState(run);
        }

        assertThatItEndedAsPromised(run);
        if (run.state.status() != ExecutionStatus.COMPLETED) {
            Scenario retry = new Scenario(run.state.header().definition());
            retry.untrue("no");
            retry.retries(run, random.nextBoolean());
            retry.claimed();
            assertThatLogTellsState(retry);
            for (int i = 0; !retry.state.status().terminal(); i++) {
                assertThat(i).as("steps of a finite graph").isLessThan(10_000);
                somethingHappens(retry, random);
                assertThatLogTellsState(retry);
            }
            assertThatItEndedAsPromised(retry);
            assertThat(retry.log)
                    .as("what was taken over does not run again")
                    .filteredOn(event -> event.type().equals(EventType.NODE_STARTED.wire()))
                    .noneMatch(event -> Reuse.of(run.state).nodes().containsKey(event.nodeId()));
        }
    }

    private static void assertThatItEndedAsPromised(Scenario run) {
        assertThat(run.state.started()).isEmpty();
        assertThat(run.log).filteredOn(Event::terminal).hasSize(1);
        assertThat(run.log.getLast().terminal()).isTrue();
        for (int i = 0; i < run.log.size(); i++) {
            assertThat(run.log.get(i).seq()).isEqualTo(i + 1);
        }
        assertThat(run.log)
                .filteredOn(event -> event.type().equals(EventType.NODE_COMPLETED.wire()))
                .extracting(Event::nodeId)
                .doesNotHaveDuplicates();
    }

    private static void somethingHappens(Scenario run, Random random) {
        List<String> started = List.copyOf(run.state.started());
        String nodeId = started.isEmpty() ? null : started.get(random.nextInt(started.size()));
        boolean running = nodeId != null && run.node(nodeId).status() == NodeStatus.RUNNING;
        int what = random.nextInt(100);
        if (what < 2) {
            run.takenOver();
        } else if (what < 3) {
            run.cancelled();
        } else if (what < 6) {
            run.paused();
        } else if (what < 12) {
            run.resumed();
            run.signalled("s" + random.nextInt(4));
        } else if (nodeId != null && run.node(nodeId).childId() != null && what < 40) {
            if (random.nextBoolean()) {
                run.childCompletes(nodeId);
            } else {
                run.childFails(nodeId, random.nextBoolean() ? "server" : "client");
            }
        } else if (running && what < 20) {
            run.awaitsSignal(nodeId, "s" + random.nextInt(4));
        } else if (running && what < 25) {
            run.awaitsChild(nodeId);
        } else if (running && what < 60) {
            run.succeeds(nodeId);
        } else if (running && what < 75) {
            run.fails(nodeId, random.nextBoolean() ? "server" : "client");
        } else if (running && what < 85) {
            run.waits(nodeId, random.nextInt(500));
        } else {
            run.after(random.nextInt(200));
        }
    }

    private static void assertThatLogTellsState(Scenario run) {
        Fold fold = new Fold();
        run.log.forEach(event -> fold.add(new EventId(event.seq(), 1), event));

        assertThat(fold.status()).isEqualTo(run.state.status());
        assertThat(fold.nodes().keySet()).isEqualTo(run.state.nodes().keySet());
        fold.nodes().forEach((id, told) -> assertThat(told).as(id).isEqualTo(shown(run.node(id))));
    }

    private static ExecutionSnapshot.Node shown(NodeState node) {
        return new ExecutionSnapshot.Node(
                node.status(),
                node.startTime(),
                node.endTime(),
                node.duration(),
                node.attempt(),
                node.status() == NodeStatus.WAITING ? node.until() : null,
                node.retryAt(),
                node.error(),
                node.executor(),
                node.status() == NodeStatus.WAITING ? node.signal() : null,
                node.childId(),
                node.reused(),
                node.progress());
    }

    private static Definition graph(Random random) {
        int size = 1 + random.nextInt(12);
        Workflows workflow = Workflows.workflow();
        for (int i = 0; i < size; i++) {
            workflow.node("n" + i, node -> {
                var kind = random.nextInt(5) == 0 ? Workflows.type("switch").apply(node) : node;
                kind = random.nextInt(4) == 0 ? Workflows.joinAny().apply(kind) : kind;
                kind = random.nextInt(3) == 0 ? Workflows.retry(Workflows.TWICE).apply(kind) : kind;
                kind = random.nextInt(4) == 0 ? Workflows.failOnCrash().apply(kind) : kind;
                return random.nextInt(4) == 0
                        ? Workflows.timeout(Duration.ofMillis(150)).apply(kind)
                        : kind;
            });
        }
        for (int to = 1; to < size; to++) {
            for (int from = 0; from < to; from++) {
                if (random.nextInt(3) == 0) {
                    edge(workflow, "n" + from, "n" + to, random);
                }
            }
        }
        return workflow.build();
    }

    private static void edge(Workflows workflow, String from, String to, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> workflow.when(from, to, "no");
            case 1 -> workflow.when(from, to, "yes");
            case 2 -> workflow.caught(from, to, Edge.Catch.ERROR);
            case 3 -> workflow.caught(from, to, Edge.Catch.TIMEOUT);
            default -> workflow.edge(from, to);
        }
    }
}
