package io.flowcast.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Validator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody is let off who was told the truth, and nobody who was not told that it changed. */
class JudgementTest {
    private static final Frame STARTED = Frame.of("1-7", "workflow.started", "{}");
    private static final Frame DONE = Frame.of("2-7", "workflow.completed", "{}");
    private static final Frame LOST = Frame.of("2-5", "node.started", "{\"nodeId\":\"a\"}");
    private static final List<EqualToLog.Entry> LOG = List.of(
            new EqualToLog.Entry("1-7", "workflow.started", "{}"),
            new EqualToLog.Entry("2-7", "workflow.completed", "{}"));

    private final Judgement single = new Judgement(LOG, false);
    private final Judgement sentinel = new Judgement(LOG, true);

    @Test
    void wholeHistoriesHaveToKeepEveryPromiseWhateverTheTopology() {
        assertThat(single.promisesOf(history(STARTED, DONE))).hasSize(8);
        assertThat(sentinel.promisesOf(history(STARTED, DONE))).hasSize(8);
        assertThat(sentinel.isRewound(history(STARTED, DONE))).isFalse();
    }

    @Test
    void whereRedisLosesNothingWhatTheLogLacksIsAViolation() {
        assertThat(broken(single, history(STARTED, LOST, DONE)))
                .contains("EqualToLog", "Unique")
                .doesNotContain("Honest");
    }

    @Test
    void whereRedisMayForgetItHasToBeSaid() {
        Frame snapshot = Frame.of("1-7", "execution.snapshot", "{\"reason\":\"rewound\"}");

        assertThat(broken(sentinel, history(STARTED, LOST, DONE))).containsExactly("Honest");
        assertThat(broken(sentinel, history(STARTED, LOST, snapshot, DONE))).isEmpty();
        assertThat(broken(single, history(STARTED, LOST, snapshot, DONE))).isEmpty();
    }

    @Test
    void whoAskedForTheStateIsNotLetOffForThat() {
        Frame asked = Frame.of("1-7", "execution.snapshot", "{\"reason\":\"requested\"}");

        assertThat(sentinel.isRewound(history(asked, DONE))).isFalse();
        assertThat(broken(single, history(asked)).getFirst()).isEqualTo("Honest");
    }

    private static List<String> broken(Judgement judgement, History history) {
        return judgement.promisesOf(history).stream()
                .filter(validator -> !validator.getClass().getSimpleName().equals("SnapshotConsistent"))
                .filter(validator -> !validator.violations(history).isEmpty())
                .map(Validator::getClass)
                .map(Class::getSimpleName)
                .toList();
    }

    private static History history(Frame... frames) {
        return new History("wf_exec_0_X", List.of(new Connection("g", null, 200, List.of(frames), End.SERVER)));
    }
}
