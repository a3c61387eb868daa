package io.flowcast.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import org.junit.jupiter.api.Test;

class TrackTest {
    private static final String ID = "wf_exec_0_01KAVQ6C0G3V8R7T2N5M9P4XYZ";
    private final Track track = new Track();

    @Test
    void eventsAreToldOnceAndInOrder() {
        assertThat(step(1)).isInstanceOf(Step.Told.class);
        assertThat(step(2)).isInstanceOf(Step.Told.class);
        assertThat(step(1)).isEqualTo(new Step.Known());
        assertThat(step(2)).isEqualTo(new Step.Known());
        assertThat(step(5)).isEqualTo(new Step.Hole(2));
        assertThat(step(3)).isInstanceOf(Step.Told.class);
        assertThat(track.cursor()).contains(new EventId(3, 7));
    }

    @Test
    void aHoleAtTheBeginningIsSeenToo() {
        assertThat(step(2)).isEqualTo(new Step.Hole(1));
        assertThat(track.cursor()).isEmpty();
    }

    @Test
    void aSnapshotTakesThePlaceOfWhatWasTold() {
        step(1);
        assertThat(track.step(new Frame("9-8", "execution.snapshot", snapshot(9, "running"))))
                .isInstanceOf(Step.Replaced.class);
        assertThat(track.cursor()).contains(new EventId(9, 8));
        assertThat(step(9)).isEqualTo(new Step.Known());
        assertThat(step(10)).isInstanceOf(Step.Told.class);
    }

    @Test
    void aSnapshotMayLieBeforeWhatWasTold() {
        step(1);
        step(2);
        step(3);
        track.step(new Frame("2-8", "execution.snapshot", snapshot(2, "running")));
        assertThat(step(3)).isInstanceOf(Step.Told.class);
    }

    @Test
    void nothingFollowsATerminalEventOrTheSnapshotOfAnEnd() {
        step(1);
        assertThat(track.ended()).isFalse();
        track.step(frame(2, "workflow.cancelled"));
        assertThat(track.ended()).isTrue();

        Track other = new Track();
        other.step(new Frame("9-8", "execution.snapshot", snapshot(9, "failed")));
        assertThat(other.ended()).isTrue();
    }

    @Test
    void whatALaterVersionSendsIsTolerated() {
        assertThat(track.step(new Frame(null, "stream.applause", "{}"))).isEqualTo(new Step.Other());
        assertThat(track.step(new Frame("x", "feed.thing", "{\"seq\":1}"))).isEqualTo(new Step.Other());
        assertThat(track.step(frame(1, "node.teleported"))).isInstanceOf(Step.Told.class);
    }

    @Test
    void signsOfTheConnectionAreNoEvents() {
        assertThat(track.step(new Frame(null, "stream.synced", "{}"))).isEqualTo(new Step.Synced());
        assertThat(track.step(new Frame(null, "heartbeat", "{\"lastEventId\":\"1-7\"}")))
                .isEqualTo(new Step.Other());
        assertThat(track.step(new Frame(null, "stream.reconnect", "{\"reason\":\"draining\"}")))
                .isEqualTo(new Step.SentAway("draining"));
    }

    @Test
    void whatIsNoJsonIsSaidToBeUnreadable() {
        assertThat(track.step(new Frame("1-7", "node.started", "{"))).isInstanceOf(Step.Unreadable.class);
        assertThat(track.cursor()).isEmpty();
    }

    private Step step(int seq) {
        return track.step(frame(seq, "node.started"));
    }

    private static Frame frame(int seq, String type) {
        return new Frame(
                seq + "-7",
                type,
                "{\"type\":\"%s\",\"executionId\":\"%s\",\"seq\":%d,\"timestamp\":5,\"nodeId\":\"a\"}"
                        .formatted(type, ID, seq));
    }

    private static String snapshot(int seq, String status) {
        return ("{\"type\":\"execution.snapshot\",\"executionId\":\"%s\",\"seq\":%d,\"lastEventId\":\"%d-8\",\"timestamp\":9,"
                        + "\"reason\":\"trimmed\",\"workflowId\":\"w\",\"workflowName\":\"W\",\"version\":1,\"status\":\"%s\","
                        + "\"startTime\":1,\"nodesExecuted\":[],\"nodes\":{}}")
                .formatted(ID, seq, seq, status);
    }
}
