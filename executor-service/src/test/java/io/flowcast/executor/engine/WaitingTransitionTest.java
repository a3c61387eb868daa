package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.chain;
import static io.flowcast.executor.engine.Workflows.failOnCrash;
import static io.flowcast.executor.engine.Workflows.retry;
import static io.flowcast.executor.engine.Workflows.timeout;
import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What nodes wait for besides the time: signals, and other executions. */
class WaitingTransitionTest {

    private static final Intent.Request CANCEL = new Intent.Request.Cancel();

    @Nested
    class ForASignal {

        @Test
        void aNodeWaitsWithoutADeadlineAndGivesThePayload() {
            Scenario run = new Scenario(chain("approval", "next"));
            run.claimed();

            assertThat(run.awaitsSignal("approval", "approved")).containsExactly("node.waiting approval");
            assertThat(run.log.getLast()).returns("approved", Event::signal).returns(null, Event::until);
            assertThat(run.state.nextDeadline(false)).isEmpty();
            assertThat(run.signalled("approved"))
                    .containsExactly("signal.received", "node.completed approval -> next", "node.started next");
            assertThat(run.state.outputs().get("approval").value()).isEqualTo("approved");
            assertThat(run.node("approval").signal()).isNull();
        }

        @Test
        void oneThatComesEarlyIsKept() {
            Scenario run = new Scenario(chain("before", "approval"));
            run.claimed();

            assertThat(run.signalled("approved")).containsExactly("signal.received");
            run.succeeds("before");
            assertThat(run.awaitsSignal("approval", "approved"))
                    .containsExactly("node.completed approval", "workflow.completed");
        }

        @Test
        void oneThatNobodyWaitsForDoesNoHarm() {
            Scenario run = new Scenario(chain("approval"));
            run.claimed();
            run.awaitsSignal("approval", "approved");

            assertThat(run.signalled("other")).containsExactly("signal.received");
            assertThat(run.node("approval").status()).isEqualTo(NodeStatus.WAITING);
        }

        @Test
        void theSameAgainChangesNothing() {
            Scenario run = new Scenario(chain("approval", "next"));
            run.claimed();
            run.awaitsSignal("approval", "approved");
            run.signalled("approved");

            assertThat(run.signalled("approved")).isEmpty();
        }

        @Test
        void theTimeoutOfTheNodeIsTheDeadline() {
            Scenario run = new Scenario(workflow()
                    .node("approval", timeout(Duration.ofMillis(500)))
                    .node("late")
                    .caught("approval", "late", Edge.Catch.TIMEOUT)
                    .build());
            run.claimed();
            run.awaitsSignal("approval", "approved");

            assertThat(run.log.getLast().until()).isEqualTo(Scenario.START + 500);
            assertThat(run.after(499)).isEmpty();
            assertThat(run.after(1)).containsExactly("node.failed approval -> late (timeout)", "node.started late");
            assertThat(run.signalled("approved")).containsExactly("signal.received");
        }

        @Test
        void oneThatComesBetweenTwoAttemptsIsTakenByTheNext() {
            Scenario run = new Scenario(workflow()
                    .node(
                            "approval",
                            node -> retry(Workflows.TWICE)
                                    .apply(timeout(Duration.ofMillis(500)).apply(node)))
                    .build());
            run.claimed();
            run.awaitsSignal("approval", "approved");

            assertThat(run.after(500)).containsExactly("node.retrying approval (timeout)");
            run.signalled("approved");
            run.after(100);
            assertThat(run.awaitsSignal("approval", "approved"))
                    .containsExactly("node.completed approval#2", "workflow.completed");
        }
    }

    @Nested
    class ForAChild {

        private static Definition shop() {
            return workflow()
                    .node("ship", type("workflow"))
                    .node("after")
                    .node("released")
                    .edge("ship", "after")
                    .caught("ship", "released", Edge.Catch.ERROR)
                    .build();
        }

        private final Scenario run = new Scenario(shop());

        @Test
        void aNodeWaitsAndGivesItsOutput() {
            run.claimed();
            ExecutionId child = run.child("ship");

            assertThat(run.awaitsChild("ship")).containsExactly("node.waiting ship");
            assertThat(run.log.getLast().childId()).isEqualTo(child);
            assertThat(run.state.awaitsChild()).isTrue();
            assertThat(run.childCompletes("ship"))
                    .containsExactlyInAnyOrder(
                            "node.completed ship -> after", "node.skipped released", "node.started after");
            assertThat(run.node("ship").childId()).isEqualTo(child);
            assertThat(run.state.outputs().get("ship").value()).isEqualTo("ship");
            assertThat(run.notices).isEmpty();
        }

        @Test
        void anEndThatComesBeforeTheNodeWaitsIsTheEndAllTheSame() {
            run.claimed();

            assertThat(run.childCompletes("ship")).startsWith("node.waiting ship", "node.completed ship -> after");
            assertThat(run.awaitsChild("ship")).isEmpty();
        }

        @Test
        void itsFailureIsTheNodes() {
            run.claimed();
            run.awaitsChild("ship");

            assertThat(run.childFails("ship", "raised"))
                    .startsWith("node.failed ship -> released (raised)", "node.skipped after");
            assertThat(run.notices).isEmpty();
        }

        @Test
        void aRetryIsAnotherExecution() {
            Scenario twice = new Scenario(workflow()
                    .node(
                            "ship",
                            node -> retry(Workflows.TWICE)
                                    .apply(type("workflow").apply(node)))
                    .build());
            twice.claimed();
            ExecutionId first = twice.child("ship");
            Occurrence.ChildEnded late = twice.childEnded("ship", null);
            twice.awaitsChild("ship");
            twice.childFails("ship", "server");
            twice.after(100);

            assertThat(twice.child("ship")).isNotEqualTo(first);
            assertThat(twice.happens(late)).isEmpty();
            twice.awaitsChild("ship");
            assertThat(twice.happens(late)).isEmpty();
            assertThat(twice.childCompletes("ship")).startsWith("node.completed ship#2");
        }

        @Test
        void aTakeoverFindsTheSameExecution() {
            run.claimed();
            ExecutionId first = run.child("ship");

            assertThat(run.takenOver()).containsExactly("execution.claimed", "node.started ship#2");
            assertThat(run.child("ship")).isEqualTo(first);
        }

        @Test
        void theEndOfItsParentTakesItAlong() {
            run.claimed();
            run.awaitsChild("ship");
            ExecutionId child = run.node("ship").childId();
            run.cancelled();

            assertThat(run.notices).containsExactly(new Notice(child, CANCEL));
        }

        @Test
        void soDoesAnEndWhileItIsBeingStarted() {
            run.claimed();
            ExecutionId child = run.child("ship");
            run.cancelled();

            assertThat(run.notices).containsExactly(new Notice(child, CANCEL));
        }

        @Test
        void theNodesTimeoutTakesItAlong() {
            Scenario brief = new Scenario(workflow()
                    .node(
                            "ship",
                            node -> timeout(Duration.ofMillis(500))
                                    .apply(type("workflow").apply(node)))
                    .node("released")
                    .caught("ship", "released", Edge.Catch.TIMEOUT)
                    .build());
            brief.claimed();
            ExecutionId child = brief.child("ship");
            brief.awaitsChild("ship");

            assertThat(brief.after(500)).startsWith("node.failed ship -> released (timeout)");
            assertThat(brief.notices).containsExactly(new Notice(child, CANCEL));
        }

        @Test
        void aCrashThatFailsTheNodeTakesItAlong() {
            Scenario once = new Scenario(workflow()
                    .node("ship", node -> failOnCrash().apply(type("workflow").apply(node)))
                    .build());
            once.claimed();
            ExecutionId child = once.child("ship");
            once.takenOver();

            assertThat(once.state.status()).isEqualTo(ExecutionStatus.FAILED);
            assertThat(once.notices).containsExactly(new Notice(child, CANCEL));
        }

        private Scenario loop(UnaryOperator<Node> more) {
            Map<String, Object> with = Map.of(
                    "items", List.of(1), "do", Map.of("type", "workflow", "with", Map.of("workflowId", "child")));
            return new Scenario(workflow()
                    .node(
                            "each",
                            node -> more.apply(
                                    Workflows.with(with).apply(type("for").apply(node))))
                    .build());
        }

        private Notice toItems(Scenario scenario, int retries) {
            return new Notice(scenario.state.id(), new Notice.Items("each", retries), CANCEL);
        }

        @Test
        void whateverEndsALoopTakesTheExecutionsOfItsItemsAlong() {
            Scenario cancelled = loop(UnaryOperator.identity());
            cancelled.claimed();
            cancelled.cancelled();
            assertThat(cancelled.notices).containsExactly(toItems(cancelled, 0));

            Scenario late = loop(timeout(Duration.ofMillis(500)));
            late.claimed();
            late.after(500);
            assertThat(late.notices).containsExactly(toItems(late, 0));

            Scenario crashed = loop(failOnCrash());
            crashed.claimed();
            crashed.takenOver();
            assertThat(crashed.notices).containsExactly(toItems(crashed, 0));
        }

        @Test
        void aTakeoverLeavesTheExecutionsOfItemsAlone() {
            Scenario scenario = loop(UnaryOperator.identity());
            scenario.claimed();
            scenario.takenOver();

            assertThat(scenario.notices).isEmpty();
        }

        @Test
        void aTakeoverDoesNotDisturbAWait() {
            run.claimed();
            run.awaitsChild("ship");

            assertThat(run.takenOver()).containsExactly("execution.claimed");
            assertThat(run.notices).isEmpty();
        }
    }

    @Nested
    class AsAChild {

        private static final ExecutionId PARENT = ExecutionId.of("wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0ZZ");

        private final Scenario run =
                new Scenario(chain("a"), 0, Origin.child(new Origin.Parent(PARENT, "ship", 2, null), 1));

        private Intent.Request.ChildEnded told() {
            assertThat(run.notices).singleElement().returns(PARENT, Notice::to);
            return (Intent.Request.ChildEnded) run.notices.getFirst().request();
        }

        @Test
        void tellsItsParentFromWhereItComesAndThatItCompleted() {
            run.claimed();
            assertThat(run.log.getFirst().parentId()).isEqualTo(PARENT);
            run.succeeds("a");

            Intent.Request.ChildEnded ended = told();
            assertThat(ended.nodeId()).isEqualTo("ship");
            assertThat(ended.retries()).isEqualTo(2);
            assertThat(ended.childId()).isEqualTo(run.state.id());
            assertThat(ended.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(ended.output()).hasToString("{\"a\":\"a\"}");
        }

        @Test
        void tellsItsParentWhyItFailed() {
            run.claimed();
            run.fails("a", "client");

            assertThat(told().status()).isEqualTo(ExecutionStatus.FAILED);
            assertThat(told().error()).isNotNull().extracting(Problem::type).isEqualTo("client");
        }

        @Test
        void tellsItsParentThatItWasCancelled() {
            run.happens(new Occurrence.Queued());
            run.cancelled();

            assertThat(told().status()).isEqualTo(ExecutionStatus.CANCELLED);
        }
    }
}
