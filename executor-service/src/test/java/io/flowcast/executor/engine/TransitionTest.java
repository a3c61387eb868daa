package io.flowcast.executor.engine;

import static io.flowcast.executor.engine.Workflows.chain;
import static io.flowcast.executor.engine.Workflows.failOnCrash;
import static io.flowcast.executor.engine.Workflows.joinAny;
import static io.flowcast.executor.engine.Workflows.retry;
import static io.flowcast.executor.engine.Workflows.timeout;
import static io.flowcast.executor.engine.Workflows.type;
import static io.flowcast.executor.engine.Workflows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.events.Event;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TransitionTest {

    @AfterAll
    static void everyTransitionOfTheTablesWasMade() {
        assertThat(Scenario.VISITED).containsAll(Scenario.allTransitions());
    }

    @Test
    void aChainRunsNodeByNode() {
        Scenario run = new Scenario(chain("a", "b"));

        assertThat(run.claimed()).containsExactly("workflow.started", "node.started a");
        assertThat(run.starts).containsExactly("a");
        assertThat(run.succeeds("a")).containsExactly("node.completed a -> b", "node.started b");
        assertThat(run.succeeds("b")).containsExactly("node.completed b", "workflow.completed");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(run.state.outputs()).containsOnlyKeys("a", "b");
        assertThat(run.log).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void aQueuedExecutionStartsWhenItIsClaimed() {
        Scenario run = new Scenario(chain("a"));

        assertThat(run.happens(new Occurrence.Queued())).containsExactly("workflow.queued");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.PENDING);
        assertThat(run.claimed()).containsExactly("workflow.started", "node.started a");
    }

    @Test
    void branchesRunInParallelAndJoin() {
        Scenario run = new Scenario(workflow()
                .node("a")
                .node("b")
                .node("c")
                .node("d")
                .edge("a", "b")
                .edge("a", "c")
                .edge("b", "d")
                .edge("c", "d")
                .build());
        run.claimed();

        assertThat(run.succeeds("a")).containsExactly("node.completed a -> b,c", "node.started b", "node.started c");
        assertThat(run.succeeds("c")).containsExactly("node.completed c -> d");
        assertThat(run.succeeds("b")).containsExactly("node.completed b -> d", "node.started d");
    }

    @Test
    void aJoinOfAnyStartsOnceAtTheFirst() {
        Scenario run = new Scenario(workflow()
                .node("a")
                .node("b")
                .node("d", joinAny())
                .edge("a", "d")
                .edge("b", "d")
                .build());
        run.claimed();

        assertThat(run.succeeds("a")).containsExactly("node.completed a -> d", "node.started d");
        assertThat(run.succeeds("b")).containsExactly("node.completed b -> d");
        assertThat(run.succeeds("d")).containsExactly("node.completed d", "workflow.completed");
    }

    @Test
    void aSwitchTakesTheFirstEdgeThatHoldsAndSkipsTheRestDownwards() {
        Scenario run = new Scenario(workflow()
                        .node("decide", type("switch"))
                        .node("x")
                        .node("y")
                        .node("z")
                        .node("afterX")
                        .node("end")
                        .when("decide", "x", "first")
                        .when("decide", "y", "second")
                        .otherwise("decide", "z")
                        .edge("x", "afterX")
                        .edge("afterX", "end")
                        .edge("y", "end")
                        .edge("z", "end")
                        .build())
                .untrue("first");
        run.claimed();

        assertThat(run.succeeds("decide"))
                .containsExactlyInAnyOrder(
                        "node.completed decide -> y",
                        "node.skipped x",
                        "node.started y",
                        "node.skipped z",
                        "node.skipped afterX");
        assertThat(run.succeeds("y")).containsExactly("node.completed y -> end", "node.started end");
    }

    @Test
    void aSwitchTakesTheDefaultWhereNothingHolds() {
        Scenario run = new Scenario(workflow()
                        .node("decide", type("switch"))
                        .node("x")
                        .node("z")
                        .when("decide", "x", "first")
                        .otherwise("decide", "z")
                        .build())
                .untrue("first");
        run.claimed();

        assertThat(run.succeeds("decide"))
                .containsExactly("node.completed decide -> z", "node.skipped x", "node.started z");
    }

    @Test
    void aConditionWithoutAValueFailsTheNode() {
        Scenario run = new Scenario(
                workflow().node("a").node("b").when("a", "b", "broken").build());
        run.claimed();

        assertThat(run.succeeds("a")).containsExactly("node.failed a (expression)", "workflow.failed (expression)");
        assertThat(run.state.outputs()).isEmpty();
    }

    @Test
    void outputsThatAreTooMuchTogetherFailTheNodeThatAddsTheLast() {
        Scenario scenario = new Scenario(chain("a", "b"));
        scenario.claimed();
        String long600 = "\"" + "ж".repeat(299) + "\"";
        scenario.happens(new Occurrence.NodeSucceeded("a", 1, new Encoded("ж", long600)));

        assertThat(scenario.happens(new Occurrence.NodeSucceeded("b", 1, new Encoded("ж", long600))))
                .containsExactly("node.failed b (validation)", "workflow.failed (validation)");
        assertThat(scenario.node("b").error()).asString().contains("1200 bytes", "at most 1000");
        assertThat(scenario.state.outputs()).containsOnlyKeys("a");
    }

    @Test
    void anOutputWithoutAValueFailsTheExecution() {
        Scenario run = new Scenario(chain("a")).untrue("output");
        run.claimed();

        assertThat(run.succeeds("a")).containsExactly("node.completed a", "workflow.failed (expression)");
    }

    @Test
    void aFailedAttemptIsRetriedWithBackOffAndThenFailsForGood() {
        Scenario run = new Scenario(workflow().node("a", retry(Workflows.TWICE)).build());
        run.claimed();

        assertThat(run.fails("a", "server")).containsExactly("node.retrying a (server)");
        assertThat(run.node("a").retryAt()).isEqualTo(run.now + 100);
        assertThat(run.after(99)).isEmpty();
        assertThat(run.after(1)).containsExactly("node.started a#2");
        assertThat(run.fails("a", "server")).containsExactly("node.retrying a#2 (server)");
        assertThat(run.node("a").retryAt()).isEqualTo(run.now + 200);
        assertThat(run.after(200)).containsExactly("node.started a#3");
        assertThat(run.fails("a", "server")).containsExactly("node.failed a#3 (server)", "workflow.failed (server)");
    }

    @Test
    void aRetryWaitsAsLongAsTheOtherSideAskedForUpToTheLongestDelay() {
        Scenario run = new Scenario(workflow().node("a", retry(Workflows.TWICE)).build());
        run.claimed();

        run.failsFor("a", "server", Duration.ofMillis(150));
        assertThat(run.node("a").retryAt()).isEqualTo(run.now + 150);

        run.after(150);
        run.failsFor("a", "server", Duration.ofDays(1));
        assertThat(run.node("a").retryAt())
                .isEqualTo(run.now + Workflows.TWICE.maxDelay().toMillis());
    }

    @Test
    void aNodeThatStatesNoRetriesHasThoseOfItsType() {
        Scenario run = new Scenario(workflow()
                .node("a", node -> retry(null).andThen(type("patient")).apply(node))
                .node("b", type("patient"))
                .node("c", retry(null))
                .build());
        run.claimed();

        assertThat(run.fails("a", "server")).containsExactly("node.retrying a (server)");
        assertThat(run.node("a").retryAt()).isEqualTo(run.now + 3_000);
        assertThat(run.fails("b", "server")).as("it states that there are none").contains("node.failed b (server)");
    }

    @Test
    void aFailureThatThePolicyDoesNotNameIsNotRetried() {
        Scenario run = new Scenario(workflow().node("a", retry(Workflows.TWICE)).build());
        run.claimed();

        assertThat(run.fails("a", "client")).containsExactly("node.failed a (client)", "workflow.failed (client)");
    }

    @Test
    void anErrorEdgeTakesOver() {
        Scenario run = new Scenario(workflow()
                .node("a")
                .node("b")
                .node("rescue")
                .edge("a", "b")
                .caught("a", "rescue", Edge.Catch.ERROR)
                .build());
        run.claimed();

        assertThat(run.fails("a", "server"))
                .containsExactly("node.failed a -> rescue (server)", "node.skipped b", "node.started rescue");
        assertThat(run.succeeds("rescue")).containsExactly("node.completed rescue", "workflow.completed");
    }

    @Test
    void oneWhoseTimeWasUpInTheQueueFailsBeforeItStarts() {
        Scenario run =
                new Scenario(workflow().node("a").within(Duration.ofSeconds(1)).build());
        run.happens(new Occurrence.Queued());
        run.now += 1_000;

        assertThat(run.claimed()).hasSize(1).first().asString().startsWith("workflow.failed");
        assertThat(run.starts).isEmpty();
    }

    @Test
    void aTimeoutEdgeTakesTimeoutsFromTheErrorEdge() {
        Scenario run = new Scenario(workflow()
                .node("a", timeout(Duration.ofMillis(50)))
                .node("late")
                .node("rescue")
                .caught("a", "rescue", Edge.Catch.ERROR)
                .caught("a", "late", Edge.Catch.TIMEOUT)
                .build());
        run.claimed();

        assertThat(run.after(49)).isEmpty();
        assertThat(run.after(1))
                .containsExactly("node.failed a -> late (timeout)", "node.skipped rescue", "node.started late");
    }

    @Test
    void aFailureThatNothingCatchesStopsWhatStillRuns() {
        Scenario run = new Scenario(workflow().node("a").node("b").build());
        run.claimed();

        assertThat(run.fails("a", "server"))
                .containsExactly("node.failed a (server)", "node.cancelled b", "workflow.failed (server)");
        assertThat(run.state.started()).isEmpty();
    }

    @Test
    void anOutcomeOfAnEarlierAttemptChangesNothing() {
        Scenario run = new Scenario(workflow().node("a", retry(Workflows.TWICE)).build());
        run.claimed();
        run.fails("a", "server");
        run.after(100);

        assertThat(run.happens(new Occurrence.NodeSucceeded("a", 1, null))).isEmpty();
        assertThat(run.node("a").status()).isEqualTo(NodeStatus.RUNNING);
    }

    @Test
    void aWaitCompletesAtItsTime() {
        Scenario run = new Scenario(chain("pause", "b"));
        run.claimed();

        assertThat(run.waits("pause", 500)).containsExactly("node.waiting pause");
        assertThat(run.state.nextDeadline(false)).hasValue(run.now + 500);
        assertThat(run.after(500)).containsExactly("node.completed pause -> b", "node.started b");
    }

    @Test
    void aWaitLongerThanItsTimeoutIsCutShortAndRetried() {
        Scenario run = new Scenario(workflow()
                .node(
                        "a",
                        node -> retry(Workflows.TWICE)
                                .apply(timeout(Duration.ofMillis(50)).apply(node)))
                .build());
        run.claimed();
        run.waits("a", 500);

        assertThat(run.node("a").until()).isEqualTo(run.now + 50);
        assertThat(run.after(49)).isEmpty();
        assertThat(run.after(1)).containsExactly("node.retrying a (timeout)");
    }

    @Test
    void aWaitThatEndsWithinItsTimeoutCompletes() {
        Scenario run = new Scenario(
                workflow().node("a", timeout(Duration.ofMillis(50))).build());
        run.claimed();
        run.waits("a", 30);

        assertThat(run.after(30)).containsExactly("node.completed a", "workflow.completed");
    }

    @Test
    void aWaitWhoseWayOnHasNoValueFails() {
        Scenario run = new Scenario(
                workflow().node("a").node("b").when("a", "b", "broken").build());
        run.claimed();
        run.waits("a", 500);

        assertThat(run.after(500)).containsExactly("node.failed a (expression)", "workflow.failed (expression)");
    }

    @Test
    void anExecutionThatWasHandedBackRunsAgainWithTheNextThingThatHappens() {
        Scenario run = new Scenario(chain("pause", "b"));
        run.claimed();
        run.waits("pause", 60_000);

        assertThat(run.happens(new Occurrence.HandedBack(run.now + 60_000))).containsExactly("execution.waiting");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.WAITING);
        run.now += 60_000;
        assertThat(run.claimed()).isEmpty();
        assertThat(run.after(0)).containsExactly("node.completed pause -> b", "node.started b");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.RUNNING);
    }

    @Test
    void cancellingEndsEveryStartedNode() {
        Scenario run = new Scenario(workflow()
                .node("a")
                .node("b")
                .node("c", retry(Workflows.TWICE))
                .node("d")
                .edge("a", "d")
                .build());
        run.claimed();
        run.waits("b", 60_000);
        run.fails("c", "server");

        assertThat(run.cancelled())
                .containsExactly("node.cancelled a", "node.cancelled b", "node.cancelled c", "workflow.cancelled");
        assertThat(run.node("d").status()).isEqualTo(NodeStatus.PENDING);
        assertThat(run.cancelled()).isEmpty();
    }

    @Test
    void anExecutionCanBeCancelledBeforeItRuns() {
        Scenario run = new Scenario(chain("a"));
        run.happens(new Occurrence.Queued());

        assertThat(run.cancelled()).containsExactly("workflow.cancelled");
        assertThat(run.claimed()).isEmpty();
    }

    @Test
    void aPauseStartsNothingMoreAndRecordsWhatEnds() {
        Scenario run = new Scenario(workflow()
                .node("a")
                .node("b")
                .node("c")
                .node("d")
                .when("a", "c", "no")
                .edge("a", "d")
                .edge("b", "d")
                .build());
        run.untrue("no").claimed();

        assertThat(run.paused()).containsExactly("workflow.paused");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(run.succeeds("a")).containsExactly("node.completed a -> d");
        assertThat(run.succeeds("b")).containsExactly("node.completed b -> d");
        assertThat(run.claimed()).isEmpty();
        assertThat(run.resumed()).containsExactly("workflow.resumed", "node.skipped c", "node.started d");
        assertThat(run.succeeds("d")).containsExactly("node.completed d", "workflow.completed");
    }

    @Test
    void aPauseThatIsInEffectAndAResumptionOfWhatIsNotPausedChangeNothing() {
        Scenario run = new Scenario(chain("a"));
        assertThat(run.resumed()).isEmpty();
        run.claimed();

        assertThat(run.resumed()).isEmpty();
        run.paused();
        assertThat(run.paused()).isEmpty();
    }

    @Test
    void aQueuedExecutionBeginsPausedAndStartsWithItsResumption() {
        Scenario run = new Scenario(chain("a"));
        run.happens(new Occurrence.Queued());

        assertThat(run.paused()).containsExactly("workflow.started", "workflow.paused");
        assertThat(run.claimed()).isEmpty();
        assertThat(run.resumed()).containsExactly("workflow.resumed", "node.started a");
    }

    @Test
    void theLastNodesEndCompletesAPausedExecutionOnlyWhenItIsResumed() {
        Scenario run = new Scenario(chain("a"));
        run.claimed();
        run.paused();

        assertThat(run.succeeds("a")).containsExactly("node.completed a");
        assertThat(run.resumed()).containsExactly("workflow.resumed", "workflow.completed");
    }

    @Test
    void timersOfAPausedExecutionAreLookedAtWhenItIsResumed() {
        Scenario run = new Scenario(workflow()
                .node("waits")
                .node("fails", retry(Workflows.TWICE))
                .node("afterwards")
                .edge("waits", "afterwards")
                .build());
        run.claimed();
        run.waits("waits", 500);
        run.fails("fails", "server");
        run.paused();

        assertThat(run.after(10_000)).isEmpty();
        assertThat(run.state.nextDeadline(false)).isEmpty();
        assertThat(run.resumed()).containsExactly("workflow.resumed");
        assertThat(run.after(0))
                .containsExactlyInAnyOrder(
                        "node.completed waits -> afterwards", "node.started fails#2", "node.started afterwards");
    }

    @Test
    void anAttemptThatRunsOutOfTimeWhilePausedIsRetriedAfterwards() {
        Scenario run = new Scenario(workflow()
                .node(
                        "a",
                        node -> timeout(Duration.ofSeconds(1))
                                .apply(retry(Workflows.TWICE).apply(node)))
                .build());
        run.claimed();
        run.paused();

        assertThat(run.state.nextDeadline(false)).hasValue(run.now + 1_000);
        assertThat(run.after(1_000)).containsExactly("node.retrying a (timeout)");
        assertThat(run.after(1_000)).isEmpty();
        run.resumed();
        assertThat(run.after(0)).containsExactly("node.started a#2");
    }

    @Test
    void aPausedExecutionTimesOut() {
        Scenario run =
                new Scenario(workflow().node("a").within(Duration.ofMinutes(1)).build());
        run.claimed();
        run.waits("a", 500);
        run.paused();

        assertThat(run.state.nextDeadline(false)).hasValue(Scenario.START + 60_000);
        assertThat(run.after(60_000)).containsExactly("node.cancelled a", "workflow.failed (timeout)");
    }

    @Test
    void aFailureThatNothingCatchesEndsAPausedExecution() {
        Scenario run = new Scenario(workflow().node("a").node("b").build());
        run.claimed();
        run.paused();

        assertThat(run.fails("a", "server"))
                .containsExactly("node.failed a (server)", "node.cancelled b", "workflow.failed (server)");
    }

    @Test
    void aPausedExecutionCanBeCancelled() {
        Scenario run = new Scenario(chain("a", "b"));
        run.claimed();
        run.paused();

        assertThat(run.cancelled()).containsExactly("node.cancelled a", "workflow.cancelled");
    }

    @Test
    void aWaitingExecutionCanBePaused() {
        Scenario run = new Scenario(chain("a", "b"));
        run.claimed();
        run.waits("a", 60_000);
        run.happens(new Occurrence.HandedBack(run.now + 60_000));

        assertThat(run.paused()).containsExactly("workflow.paused");
        assertThat(run.after(60_000)).isEmpty();
        run.resumed();
        assertThat(run.after(0)).containsExactly("node.completed a -> b", "node.started b");
    }

    @Test
    void aTakeoverOfAPausedExecutionRunsWhatWasLostAgainAndLeavesItPaused() {
        Scenario run =
                new Scenario(workflow().node("a").node("b").edge("a", "b").build());
        run.claimed();
        run.paused();

        assertThat(run.takenOver()).containsExactly("execution.claimed", "node.started a#2");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.PAUSED);
        assertThat(run.succeeds("a")).containsExactly("node.completed a#2 -> b");
    }

    @Test
    void aRetryThatIsDueIsNotStartedByAnExecutorThatIsAboutToStop() {
        Scenario run = new Scenario(workflow().node("a", retry(Workflows.TWICE)).build());
        run.claimed();
        run.fails("a", "server");
        run.draining = true;

        assertThat(run.after(10_000)).isEmpty();
        assertThat(run.state.nextDeadline(true)).isEmpty();
        run.draining = false;
        assertThat(run.after(0)).containsExactly("node.started a#2");
    }

    private static Definition caughtAndUncaught() {
        return workflow()
                .node("decide", type("switch"))
                .node("never")
                .node("caught")
                .node("repair")
                .node("breaks")
                .node("afterwards")
                .when("decide", "never", "no")
                .otherwise("decide", "caught")
                .caught("caught", "repair", Edge.Catch.ERROR)
                .edge("repair", "breaks")
                .edge("breaks", "afterwards")
                .build();
    }

    private static Scenario failed() {
        Scenario run = new Scenario(caughtAndUncaught()).untrue("no");
        run.claimed();
        run.succeeds("decide");
        run.fails("caught", "client");
        run.succeeds("repair");
        run.fails("breaks", "client");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.FAILED);
        return run;
    }

    @Test
    void aRetryTakesOverWhatWentOnAndRunsTheRest() {
        Scenario retry = new Scenario(caughtAndUncaught()).untrue("no");

        assertThat(retry.retries(failed(), true))
                .containsExactly(
                        "workflow.started",
                        "node.completed decide -> caught reused",
                        "node.failed caught -> repair reused (client)",
                        "node.completed repair -> breaks reused");
        assertThat(retry.claimed()).containsExactlyInAnyOrder("node.skipped never", "node.started breaks");
        assertThat(retry.state.outputs()).containsOnlyKeys("decide", "repair");
        assertThat(retry.succeeds("breaks"))
                .containsExactly("node.completed breaks -> afterwards", "node.started afterwards");
    }

    @Test
    void aRetryThatNobodyHasRoomForIsQueued() {
        Scenario retry = new Scenario(caughtAndUncaught()).untrue("no");

        assertThat(retry.retries(failed(), false))
                .startsWith("workflow.queued", "node.completed decide -> caught reused");
        assertThat(retry.claimed())
                .containsExactlyInAnyOrder("workflow.started", "node.skipped never", "node.started breaks");
    }

    @Test
    void aRetryOfARetryTakesOverWhatThatTookOver() {
        Scenario retry = new Scenario(caughtAndUncaught()).untrue("no");
        retry.retries(failed(), true);
        retry.claimed();
        retry.fails("breaks", "server");

        Scenario again = new Scenario(caughtAndUncaught()).untrue("no");
        assertThat(again.retries(retry, true)).hasSize(4);
        assertThat(again.claimed()).containsExactlyInAnyOrder("node.skipped never", "node.started breaks");
    }

    @Test
    void aRetryOfWhatOnlyFailedAtItsOutputWorksThatOutOnly() {
        Scenario failed = new Scenario(chain("a")).untrue("output");
        failed.claimed();
        failed.succeeds("a");

        Scenario retry = new Scenario(chain("a"));
        assertThat(retry.retries(failed, true)).containsExactly("workflow.started", "node.completed a reused");
        assertThat(retry.claimed()).containsExactly("workflow.completed");
    }

    @Test
    void aRetryOfWhatWasCancelledStartsWhatWasStopped() {
        Scenario cancelled = new Scenario(chain("a", "b"));
        cancelled.claimed();
        cancelled.succeeds("a");
        cancelled.cancelled();

        Scenario retry = new Scenario(chain("a", "b"));
        retry.retries(cancelled, true);
        assertThat(retry.claimed()).containsExactly("node.started b");
    }

    @Test
    void aTakeoverStartsLostNodesAgainWithoutUsingUpRetries() {
        Scenario run = new Scenario(workflow()
                .node("a", retry(Workflows.TWICE))
                .node("b")
                .edge("a", "b")
                .build());
        run.claimed();

        assertThat(run.takenOver()).containsExactly("execution.claimed", "node.started a#2");
        assertThat(run.fails("a", "server")).containsExactly("node.retrying a#2 (server)");
        assertThat(run.node("a").retryAt()).isEqualTo(run.now + 100);
    }

    @Test
    void aTakeoverFailsANodeThatMustNotRunTwice() {
        Scenario run =
                new Scenario(workflow().node("a", failOnCrash()).node("b").build());
        run.claimed();
        run.succeeds("b");

        assertThat(run.takenOver())
                .containsExactly("execution.claimed", "node.failed a (crashed)", "workflow.failed (crashed)");
    }

    @Test
    void aTakeoverGoesOnAfterANodeWhoseEdgesWereDecidedAlready() {
        Scenario run = new Scenario(chain("a", "b"));
        run.claimed();
        run.draining = true;

        assertThat(run.succeeds("a")).containsExactly("node.completed a -> b");
        assertThat(run.state.status()).isEqualTo(ExecutionStatus.RUNNING);
        run.draining = false;
        assertThat(run.claimed()).containsExactly("node.started b");
    }

    @Test
    void anExecutionThatKillsItsExecutorsIsPoisoned() {
        Scenario run = new Scenario(chain("a"), 4);

        assertThat(run.takenOver()).containsExactly("execution.claimed", "workflow.failed (crashed)");
    }

    @Test
    void anEndedNodeShowsThatTheExecutionIsNotPoisoned() {
        Scenario run = new Scenario(chain("a", "b"), 2);
        run.claimed();
        run.succeeds("a");

        assertThat(run.state.takeovers()).isZero();
    }

    @Test
    void aWorkflowTimesOut() {
        Scenario run =
                new Scenario(workflow().node("a").within(Duration.ofSeconds(5)).build());
        run.claimed();

        assertThat(run.after(4_999)).isEmpty();
        assertThat(run.after(1)).containsExactly("node.cancelled a", "workflow.failed (timeout)");
    }

    @Test
    void anExecutionThatCannotBeRunFails() {
        Scenario run = new Scenario(chain("a"));

        assertThat(run.happens(new Occurrence.Unrunnable(Problem.node("validation", "Unreadable", null))))
                .containsExactly("workflow.failed (validation)");
    }

    @Test
    void whatANodeSaysIsTold() {
        Scenario run = new Scenario(chain("a"));
        run.claimed();

        assertThat(run.happens(new Occurrence.NodeLogged("a", 1, "hello"))).containsExactly("node.log a");
        assertThat(run.log.getLast().message()).isEqualTo("hello");
    }

    @Test
    void whatTheTablesDoNotHoldIsABug() {
        assertThatThrownBy(() -> NodeTransition.between(NodeStatus.COMPLETED, NodeStatus.RUNNING))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ExecutionTransition.between(ExecutionStatus.FAILED, ExecutionStatus.RUNNING))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void progressIsToldAndKeptWithTheNodeTillItEnds() {
        Scenario scenario = new Scenario(Workflows.chain("a"));
        scenario.claimed();
        Progress half = new Progress(5, 10L, 1L);

        assertThat(scenario.happens(new Occurrence.NodeProgressed("a", 1, half, null)))
                .containsExactly("node.progress a");
        assertThat(scenario.node("a").progress()).isEqualTo(half);
        assertThat(scenario.node("a").status()).isEqualTo(NodeStatus.RUNNING);
        assertThat(scenario.starts).isEmpty();
        assertThat(scenario.happens(new Occurrence.NodeProgressed("a", 2, half, null)))
                .as("of another attempt")
                .isEmpty();

        scenario.succeeds("a");
        assertThat(scenario.node("a").progress()).isNull();
        assertThat(scenario.happens(new Occurrence.NodeProgressed("a", 1, half, null)))
                .isEmpty();
    }
}
