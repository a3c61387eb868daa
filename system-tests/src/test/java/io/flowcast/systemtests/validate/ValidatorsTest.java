package io.flowcast.systemtests.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidatorsTest {
    private static final String ID = "wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB";
    private static final Frame STARTED = Frame.of("1-7", "workflow.started", "{}");
    private static final Frame NODE = Frame.of("2-7", "node.started", "{\"nodeId\":\"a\"}");
    private static final Frame NODE_DONE = Frame.of("3-7", "node.completed", "{\"nodeId\":\"a\"}");
    private static final Frame DONE = Frame.of("4-7", "workflow.completed", "{}");
    private static final Frame SYNCED = new Frame(null, "stream.synced", "{}", null, List.of(), Instant.EPOCH);
    private static final History GOOD = history(
            connection(null, End.BROKEN, STARTED, NODE, SYNCED), connection("2-7", End.SERVER, NODE_DONE, DONE));
    private static final List<EqualToLog.Entry> LOG = List.of(
            new EqualToLog.Entry("1-7", "workflow.started", "{}"),
            new EqualToLog.Entry("2-7", "node.started", "{\"nodeId\":\"a\"}"),
            new EqualToLog.Entry("3-7", "node.completed", "{\"nodeId\":\"a\"}"),
            new EqualToLog.Entry("4-7", "workflow.completed", "{}"));

    @Test
    void aGoodHistoryKeepsEveryPromise() {
        Promises.assertKept(GOOD, LOG);
    }

    @Test
    void orderedFailsWhereAnEventComesLate() {
        assertThat(new Ordered().violations(history(connection(null, End.SERVER, STARTED, NODE_DONE, NODE))))
                .containsExactly("2-7 came after 3-7");
    }

    @Test
    void uniqueFailsWhereAnEventComesAgainOnTheNextConnection() {
        History twice = history(connection(null, End.BROKEN, STARTED, NODE), connection("2-7", End.SERVER, NODE));

        assertThat(new Unique().violations(twice)).containsExactly("2-7 came twice");
    }

    @Test
    void uniqueFailsWhereANumberComesAgainWithAnotherFence() {
        Frame other = Frame.of("2-9", "node.started", "{\"nodeId\":\"b\"}");

        assertThat(new Unique().violations(history(connection(null, End.SERVER, STARTED, NODE, other))))
                .containsExactly("2-9 came twice");
    }

    @Test
    void fencedOnceFailsWhereAnEventWasWrittenUnderALeaseThatWasOver() {
        Frame stale = Frame.of("3-6", "node.completed", "{\"nodeId\":\"a\"}");

        assertThat(new FencedOnce().violations(history(connection(null, End.SERVER, STARTED, NODE, stale))))
                .containsExactly("3-6 was written after 2-7");
    }

    @Test
    void completeFailsWithAHole() {
        assertThat(new Complete().violations(history(connection(null, End.SERVER, STARTED, NODE_DONE, DONE))))
                .containsExactly("event 2 of 4 never came");
    }

    @Test
    void completeFailsWithoutAnEnd() {
        assertThat(new Complete().violations(history(connection(null, End.SERVER, STARTED, NODE))))
                .containsExactly("the last event, 2, does not end the execution");
        assertThat(new Complete().violations(history())).isNotEmpty();
    }

    @Test
    void completeFailsWhereASnapshotStandsIn() {
        Frame snapshot = Frame.of("3-7", "execution.snapshot", "{\"reason\":\"trimmed\"}");

        assertThat(new Complete().violations(history(connection(null, End.SERVER, STARTED, NODE, snapshot, DONE))))
                .contains("a snapshot stood in for events: {\"reason\":\"trimmed\"}");
    }

    @Test
    void resumableFailsWhereSomethingOfTheStoryIsLeftOutOrRepeated() {
        assertThat(new Resumable().violations(history(connection("1-7", End.SERVER, NODE_DONE))))
                .containsExactly("after the cursor 1-7 came event 3, not 2");
        assertThat(new Resumable().violations(history(connection("2-7", End.SERVER, STARTED))))
                .containsExactly("after the cursor 2-7 came event 1, not 3");
        assertThat(new Resumable().violations(history(connection(null, End.SERVER, NODE))))
                .containsExactly("after the cursor null came event 2, not 1");
    }

    @Test
    void resumableFailsWhereASnapshotIsSilentOr204ComesTooEarly() {
        Frame silent = Frame.of("3-7", "execution.snapshot", "{}");
        Connection noContent = new Connection("g", "2-7", 204, List.of(), End.SERVER);

        assertThat(new Resumable().violations(history(connection("2-7", End.SERVER, silent))))
                .containsExactly("a snapshot without a reason at the cursor 2-7");
        assertThat(new Resumable().violations(history(connection(null, End.SERVER, STARTED, NODE), noContent)))
                .containsExactly("204 at 2-7, before the end");
    }

    @Test
    void resumableTakesASnapshotOfTheEndForTheEnd() {
        Frame ended = Frame.of("4-7", "execution.snapshot", "{\"reason\":\"ahead\",\"status\":\"completed\"}");
        Frame running = Frame.of("4-7", "execution.snapshot", "{\"reason\":\"ahead\",\"status\":\"running\"}");
        Connection noContent = new Connection("g", "4-7", 204, List.of(), End.SERVER);

        assertThat(new Resumable().violations(history(connection("5-5", End.SERVER, ended), noContent)))
                .isEmpty();
        assertThat(new Resumable().violations(history(connection("5-5", End.SERVER, running), noContent)))
                .containsExactly("204 at 4-7, before the end");
    }

    @Test
    void terminalOnceFailsWithNoneWithTwoAndWithAnAfterlife() {
        Frame failed = Frame.of("5-7", "workflow.failed", "{}");
        Frame late = Frame.of("5-7", "node.completed", "{\"nodeId\":\"a\"}");

        assertThat(new TerminalOnce().violations(history(connection(null, End.SERVER, STARTED))))
                .containsExactly("0 terminal events came");
        assertThat(new TerminalOnce().violations(history(connection(null, End.SERVER, DONE, failed))))
                .containsExactly("2 terminal events came");
        assertThat(new TerminalOnce().violations(history(connection(null, End.SERVER, DONE, late))))
                .singleElement()
                .asString()
                .startsWith("after the end came");
    }

    @Test
    void terminalOnceFailsWhereTheServerKeepsTheStreamOpen() {
        assertThat(new TerminalOnce().violations(history(connection(null, End.BROKEN, STARTED, DONE))))
                .containsExactly("the server did not close after the end, at g");
    }

    @Test
    void equalToLogFailsWhereAByteDiffersOrSomethingIsMissing() {
        Frame spaced = Frame.of("4-7", "workflow.completed", "{ }");

        assertThat(new EqualToLog(LOG)
                        .violations(history(connection(null, End.SERVER, STARTED, NODE, NODE_DONE, spaced))))
                .hasSize(1);
        assertThat(new EqualToLog(LOG).violations(history(connection(null, End.SERVER, STARTED, NODE, NODE_DONE))))
                .hasSize(1);
        assertThat(new EqualToLog(LOG.subList(0, 3)).violations(GOOD)).hasSize(1);
    }

    @Test
    void noNodeLeftRunningFailsWhereANodeOnlyStarted() {
        assertThat(new NoNodeLeftRunning().violations(history(connection(null, End.SERVER, STARTED, NODE, DONE))))
                .containsExactly("node a never ended");
    }

    @Test
    void runOnceFailsWhereACompletedNodeRanAgain() {
        assertThat(new RunOnce(Map.of("wf_exec_0_X:a", 1L)).violations(GOOD)).isEmpty();
        assertThat(new RunOnce(Map.of("wf_exec_0_X:a", 2L)).violations(GOOD)).containsExactly("node a called 2 times");
        assertThat(new RunOnce(Map.of()).violations(GOOD)).containsExactly("node a called 0 times");
    }

    @Test
    void runOnceLetsANodeRunAgainThatATakeoverInterrupted() {
        Frame claimed = Frame.of("3-8", "execution.claimed", "{}");
        Frame again = Frame.of("4-8", "node.started", "{\"nodeId\":\"a\"}");
        Frame done = Frame.of("5-8", "node.completed", "{\"nodeId\":\"a\"}");
        History takenOver = history(connection(null, End.SERVER, STARTED, NODE, claimed, again, done));
        History handedOver = history(connection(null, End.SERVER, STARTED, NODE, NODE_DONE, claimed));

        assertThat(new RunOnce(Map.of("wf_exec_0_X:a", 2L)).violations(takenOver))
                .isEmpty();
        assertThat(new RunOnce(Map.of("wf_exec_0_X:a", 2L)).violations(handedOver))
                .hasSize(1);
    }

    @Test
    void honestFailsWhereHistoryChangesWithoutAWord() {
        Frame snapshot = Frame.of("1-7", "execution.snapshot", "{\"reason\":\"rewound\"}");
        Frame lost = Frame.of("2-5", "node.started", "{\"nodeId\":\"b\"}");

        assertThat(new Honest(LOG)
                        .violations(
                                history(connection(null, End.SERVER, STARTED, lost, snapshot, NODE, NODE_DONE, DONE))))
                .isEmpty();
        assertThat(new Honest(LOG)
                        .violations(history(connection(null, End.SERVER, STARTED, lost, NODE, NODE_DONE, DONE))))
                .contains("after event 2 came 2-7 without a word");
        assertThat(new Honest(LOG).violations(history(connection(null, End.SERVER, STARTED, lost, NODE_DONE, DONE))))
                .singleElement()
                .asString()
                .startsWith("the log does not end with");
    }

    @Test
    void theWholeListNamesTheBrokenPromise() {
        assertThatThrownBy(() -> Promises.assertKept(history(connection(null, End.SERVER, STARTED, DONE)), LOG))
                .hasMessageContaining("Complete: event 2 of 4 never came");
    }

    @Test
    void snapshotConsistentFailsWhereASnapshotTellsMoreThanTheLog() {
        List<EqualToLog.Entry> log = List.of(
                new EqualToLog.Entry("1-7", "workflow.started", event("workflow.started", "")),
                new EqualToLog.Entry("2-7", "node.started", event("node.started", ",\"nodeId\":\"a\",\"attempt\":1")));
        JsonNode told = snapshot("1-7", "1");
        JsonNode right = LogFold.at(log, told).orElseThrow();

        assertThat(new SnapshotConsistent(log).violations(withSnapshot("1-7", right)))
                .isEmpty();
        assertThat(new SnapshotConsistent(log)
                        .violations(withSnapshot("1-7", ((ObjectNode) right.deepCopy()).put("status", "completed"))))
                .hasSize(1)
                .first()
                .asString()
                .contains("where the log tells");
        assertThat(new SnapshotConsistent(log).violations(withSnapshot("9-9", snapshot("9-9", "9"))))
                .containsExactly("a snapshot of \"9-9\", which the log does not have");
    }

    @Test
    void stateEqualsLogFailsWhereTheStateIsAhead() {
        List<EqualToLog.Entry> log =
                List.of(new EqualToLog.Entry("1-7", "workflow.started", event("workflow.started", "")));
        ObjectNode detail = new ObjectMapper()
                .createObjectNode()
                .put("executionId", ID)
                .put("lastEventId", "1-7")
                .put("workflowId", "w")
                .put("workflowName", "w")
                .put("version", 1)
                .put("status", "running")
                .put("startTime", Instant.ofEpochMilli(5).toString());
        detail.putArray("nodesExecuted");

        assertThat(new StateEqualsLog(log, detail).violations(GOOD)).isEmpty();
        assertThat(new StateEqualsLog(log, detail.deepCopy().put("status", "completed")).violations(GOOD))
                .hasSize(1);
        assertThat(new StateEqualsLog(log, detail.deepCopy().put("lastEventId", "3-7")).violations(GOOD))
                .containsExactly("the state is of \"3-7\", which the log does not have");
    }

    @Test
    void atLeastOnceEffectsFailsWhereACallNeverCameOrCameUnderAnotherKey() {
        String key = GOOD.executionId() + ":";

        assertThat(new AtLeastOnceEffects(Map.of(key + "a", 2L), Set.of("a")).violations(GOOD))
                .isEmpty();
        assertThat(new AtLeastOnceEffects(Map.of(), Set.of("a")).violations(GOOD))
                .containsExactly("node a completed, and its call never came");
        assertThat(new AtLeastOnceEffects(Map.of(key + "a", 1L, key + "b", 1L), Set.of("a")).violations(GOOD))
                .containsExactly("a call came with the key " + key + "b, of a node that never started");
    }

    @Test
    void resultsOfCallsFailWhereANodeCompletedWithoutAnAnswerOrWithAnothers() throws Exception {
        Map<String, Set<String>> answers =
                Map.of(GOOD.executionId() + ":a", Set.of("{\"n\":1}"), GOOD.executionId() + ":b", Set.of("{\"n\":2}"));

        assertThat(results(answers, "{\"status\":200,\"body\":{\"n\":1}}")).isEmpty();
        assertThat(results(answers, "{\"status\":200,\"body\":{\"n\":2}}"))
                .containsExactly(
                        "node a completed with {\"status\":200,\"body\":{\"n\":2}}, which nobody answered to its call");
        assertThat(results(answers, "null"))
                .containsExactly("node a completed with null, which nobody answered to its call");
        assertThat(results(Map.of(), "{\"status\":200,\"body\":{\"n\":1}}")).hasSize(1);
    }

    private static List<String> results(Map<String, Set<String>> answers, String output) throws Exception {
        JsonNode detail = new ObjectMapper()
                .readTree("{\"nodeDetails\":{\"a\":{\"status\":\"completed\",\"output\":" + output
                        + "},\"c\":{\"status\":\"failed\"}}}");
        return new ResultsOfCalls(answers, Set.of("a", "c", "never"), detail).violations(GOOD);
    }

    @Test
    void honestAllowsAnEndThatWasLostWithTheRestAndNoGapBeforeIt() {
        Frame lostEnd = Frame.of("3-5", "workflow.completed", "{}");

        assertThat(new Honest(LOG).violations(history(connection(null, End.SERVER, STARTED, NODE, lostEnd))))
                .isEmpty();
        assertThat(new Honest(LOG).violations(history(connection(null, End.SERVER, STARTED, lostEnd))))
                .containsExactly("after event 1 came 3-5 without a word");
        assertThat(new Honest(LOG).violations(history(connection(null, End.SERVER))))
                .containsExactly("the log does not end with nothing");
    }

    @Test
    void timesOfRedisFailsWhereAnEventTellsTheTimeOfAWrongClock() {
        Instant begin = Instant.ofEpochSecond(10_000);
        Validator times = new TimesOfRedis(begin, begin.plusSeconds(60), Duration.ofSeconds(5));
        Frame inTime = Frame.of("1-7", "workflow.started", "{\"timestamp\":10064000}");
        Frame anHourLater = Frame.of("2-7", "node.started", "{\"timestamp\":13600000}");
        Frame before = Frame.of("3-7", "node.completed", "{\"timestamp\":9994000}");

        assertThat(times.violations(history(connection(null, End.SERVER, inTime))))
                .isEmpty();
        assertThat(times.violations(history(connection(null, End.SERVER, inTime, anHourLater, before))))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("2-7 tells of 1970-01-01T03:46:40Z");
    }

    @Test
    void healedWithinFailsWhereTheEndComesTooLateOrNever() {
        Instant healed = Instant.ofEpochSecond(10_000);
        Validator within = new HealedWithin(healed, Duration.ofSeconds(30));

        assertThat(within.violations(history(connection(null, End.SERVER, STARTED, doneAt(healed.minusSeconds(9))))))
                .isEmpty();
        assertThat(within.violations(history(connection(null, End.SERVER, STARTED, doneAt(healed.plusSeconds(30))))))
                .isEmpty();
        assertThat(within.violations(history(connection(null, End.SERVER, STARTED, doneAt(healed.plusSeconds(31))))))
                .containsExactly("the end came PT31S after all was well, not within PT30S");
        assertThat(within.violations(history(connection(null, End.SERVER, STARTED))))
                .containsExactly("the end never came");
    }

    @Test
    void noLeftRunningFailsWhereSomethingHasNotEnded() {
        ObjectNode stats = new ObjectMapper().createObjectNode().put("total", 9).put("completed", 7);

        assertThat(NoLeftRunning.violations(stats)).isEmpty();
        assertThat(NoLeftRunning.violations(
                        stats.put("pending", 0).put("waiting", 1).put("running", 1)))
                .containsExactly("1 executions are still running", "1 executions are still waiting");
    }

    @Test
    void nothingLeakedFailsWhereAServiceHoldsOnToSomething() {
        assertThat(NothingLeaked.violations("gateway-1", Map.of("streams", 0.0)))
                .isEmpty();
        assertThat(NothingLeaked.violations("gateway-1", Map.of("streams", 2.0, "watched", 0.0)))
                .containsExactly("gateway-1 has streams 2.0");
    }

    private static Frame doneAt(Instant at) {
        return new Frame("2-7", "workflow.completed", "{}", null, List.of(), at);
    }

    private static String event(String type, String more) {
        return "{\"type\":\"" + type + "\",\"executionId\":\"" + ID
                + "\",\"timestamp\":5,\"workflowId\":\"w\",\"workflowName\":\"w\",\"version\":1" + more + "}";
    }

    private static JsonNode snapshot(String lastEventId, String reason) {
        return new ObjectMapper()
                .createObjectNode()
                .put("lastEventId", lastEventId)
                .put("timestamp", 5)
                .put("reason", reason);
    }

    private static History withSnapshot(String id, JsonNode snapshot) {
        return history(connection(null, End.SERVER, Frame.of(id, "execution.snapshot", snapshot.toString())));
    }

    private static History history(Connection... connections) {
        return new History("wf_exec_0_X", List.of(connections));
    }

    private static Connection connection(@Nullable String cursor, End end, Frame... frames) {
        return new Connection("g", cursor, 200, List.of(frames), end);
    }
}
