package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.gateway.hub.Stage.Client;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HubTest {
    private final Stage stage = new Stage();

    @Test
    void anEventPublishedBetweenTheReadAndItsAnswerComesAfterWhatWasRead() {
        stage.write(2).arrive();
        Client client = stage.joinFromStart();
        stage.effect().write(1).arrive().arrival();
        assertThat(client.ids()).containsExactly("1-100", "2-100", "3-100");
        stage.settle();
        assertThat(client.ids()).containsExactly("1-100", "2-100", "3-100");
        assertThat(client.synced()).isTrue();
    }

    @Test
    void anEventReadBeforeItsFrameArrivesIsNotRepeated() {
        stage.writeSilently(2);
        Client client = stage.joinFromStart();
        stage.publish(stage.append("node.log"));
        stage.answer().arrive().settle();
        stage.write(1).settle();
        assertThat(client.ids()).containsExactly("1-100", "2-100", "3-100", "4-100");
    }

    @Test
    void whoComesWhileAReadIsUnderWayIsServedWithItsAnswerAndWhatCameSince() {
        stage.write(3).arrive();
        Client first = stage.join(new Opening.After(new EventId(1, 100)));
        stage.effect();
        Client same = stage.join(new Opening.After(new EventId(1, 100)));
        Client further = stage.join(new Opening.After(new EventId(2, 100)));
        stage.write(2).arrive().arrival();
        assertThat(stage.sent).isEqualTo(1);
        assertThat(first.ids()).containsExactly("2-100", "3-100", "4-100", "5-100");
        assertThat(same.ids()).isEqualTo(first.ids());
        assertThat(further.ids()).containsExactly("3-100", "4-100", "5-100");
        assertThat(List.of(same.synced(), further.synced())).containsOnly(true);
        stage.write(1).settle();
        assertThat(further.ids()).endsWith("5-100", "6-100");
        assertThat(stage.sent).isEqualTo(1);
    }

    @Test
    void whatWasLostWhileAReadWasUnderWayReachesThoseWhoWaitedForItAsItDoesAllOthers() {
        stage.write(1).settle();
        Client first = stage.joinFromStart();
        stage.effect();
        Client second = stage.joinFromStart();
        stage.writeSilently(1).arrival();
        assertThat(second.ids()).isEqualTo(first.ids()).containsExactly("1-100");
        stage.checkTail().settle();
        assertThat(second.ids()).isEqualTo(first.ids()).containsExactly("1-100", "2-100");
    }

    @Test
    void whoWaitsForTheReadOfOneWhoHasLeftReadsForHimselfTogetherWithAllWhoWait() {
        stage.write(2).settle();
        Client first = stage.joinFromStart();
        stage.effect();
        Client second = stage.joinFromStart();
        Client third = stage.joinFromStart();
        first.subscriber().disconnected();
        stage.writeSilently(1).arrival();
        assertThat(stage.sent).isEqualTo(2);
        stage.settle();
        assertThat(second.ids()).containsExactly("1-100", "2-100", "3-100").isEqualTo(third.ids());
    }

    @Test
    void whoWaitsForAReadInVainReadsWhatHeHimselfNeeds() {
        stage.write(4).settle();
        stage.joinFromStart(); // more than a page
        stage.effect();
        Client further = stage.join(new Opening.After(new EventId(2, 100)));
        Client other = stage.join(new Opening.After(new EventId(2, 99)));
        stage.settle();
        assertThat(further.ids()).containsExactly("3-100", "4-100");
        assertThat(other.ids()).containsExactly("=4-100");
    }

    @Test
    void whoWaitsForAReadThatFramesWereMissedAfterIsNotServedWithIt() {
        stage.write(1).settle();
        stage.joinFromStart();
        stage.effect();
        Client second = stage.joinFromStart();
        stage.writeSilently(2);
        stage.hub.missed(Cause.REBUILT);
        stage.arrival();
        assertThat(second.accepted).isFalse();
        stage.settle();
        assertThat(second.ids()).containsExactly("1-100", "2-100", "3-100");
    }

    @Test
    void whoGetsASnapshotGetsWhatFollowsFromMemoryToo() {
        stage.write(2).arrive();
        stage.joinFromStart();
        stage.settle();
        Client client = stage.join(new Opening.FromSnapshot());
        stage.effect().write(1).arrive().arrival();
        assertThat(client.ids()).containsExactly("=2-100", "3-100");
        assertThat(client.synced()).isTrue();
        assertThat(stage.sent).isEqualTo(1);
    }

    @Test
    void whoeverComesSoonAfterAReadGetsTheSameAndWhatCameSinceWithoutAnother() {
        stage.write(3).arrive();
        Client first = stage.join(new Opening.After(new EventId(1, 100)));
        stage.settle().write(1).settle();
        Client same = stage.join(new Opening.After(new EventId(1, 100)));
        Client further = stage.join(new Opening.After(new EventId(3, 100)));
        Client complete = stage.join(new Opening.After(new EventId(4, 100)));
        assertThat(stage.sent).isEqualTo(1);
        assertThat(same.ids()).containsExactly("2-100", "3-100", "4-100").isEqualTo(first.ids());
        assertThat(further.ids()).containsExactly("4-100");
        assertThat(complete.ids()).isEmpty();
        assertThat(List.of(same.synced(), further.synced(), complete.synced())).containsOnly(true);
        stage.write(1).settle();
        assertThat(further.ids()).containsExactly("4-100", "5-100");
        assertThat(complete.ids()).containsExactly("5-100");
    }

    @Test
    void theWholeLogIsRememberedToo() {
        stage.write(2).arrive();
        stage.joinFromStart();
        Client second = stage.settle().joinFromStart();
        assertThat(stage.sent).isEqualTo(1);
        assertThat(second.ids()).containsExactly("1-100", "2-100");
        assertThat(second.synced()).isTrue();
    }

    @Test
    void whatIsNotRememberedIsRead() {
        stage.write(3).arrive();
        stage.join(new Opening.After(new EventId(2, 100)));
        stage.settle();
        stage.join(new Opening.After(new EventId(1, 100)));
        assertThat(stage.sent).as("before what was read").isEqualTo(2);
        stage.settle();
        stage.join(new Opening.After(new EventId(2, 99)));
        assertThat(stage.sent).as("of another history").isEqualTo(3);
        stage.settle().checkTail().settle();
        int before = stage.sent;
        stage.join(new Opening.After(new EventId(2, 100)));
        assertThat(stage.sent).as("after a while").isEqualTo(before + 1);
        stage.settle().hub.missed(Cause.REBUILT);
        stage.settle();
        int sent = stage.sent;
        stage.join(new Opening.After(new EventId(2, 100)));
        assertThat(stage.sent).as("where frames may have been missed").isEqualTo(sent + 1);
    }

    @Test
    void whatGathersInOneTurnIsOneWriteAConnection() {
        List<Client> clients = joined(3);
        int before = clients.getFirst().writes;
        stage.write(5).arrive();
        for (Client client : clients) {
            assertThat(client.writes).isEqualTo(before + 1);
            assertThat(client.ids()).hasSize(6);
        }
    }

    @Test
    void aHoleIsFilledBeforeWhatComesAfterIt() {
        Client client = joined(1).getFirst();
        stage.writeSilently(7).write(1).arrive();
        assertThat(client.ids()).hasSize(1);
        stage.settle();
        assertThat(client.ids()).hasSize(9).doesNotHaveDuplicates().endsWith("9-100");
    }

    @Test
    void aLostPublishOfAQuietExecutionIsFoundAtTheTail() {
        Client client = joined(1).getFirst();
        stage.writeSilently(2).checkTail().settle();
        assertThat(client.ids()).hasSize(3);
    }

    @Test
    void aTailThatWasAskedForBeforeAFrameCameSaysNothing() {
        joined(1);
        int sent = stage.sent;
        stage.hub.quiet();
        EventId asked = stage.hub.quiet().orElseThrow();
        stage.write(1).arrive();
        stage.hub.tail(asked, stage.last());
        assertThat(stage.sent).isEqualTo(sent);
    }

    @Test
    void aTakeoverIsCheckedAgainstTheLog() {
        Client client = joined(1).getFirst();
        stage.takeOver().write(2).settle();
        assertThat(client.ids()).containsExactly("1-100", "2-101", "3-101");
        assertThat(stage.snapshots).isEmpty();
    }

    @Test
    void aHistoryThatWasReplacedIsToldAtOnce() {
        stage.write(4).settle();
        Client client = joined(1).getFirst();
        stage.lose(3).takeOver().write(2).settle();
        assertThat(client.ids()).endsWith("4-100", "=3-101");
        stage.write(1).settle();
        assertThat(client.ids()).endsWith("=3-101", "4-101");
        assertThat(stage.snapshots).containsExactly("rewound");
    }

    @Test
    void aHistoryThatWasLostIsWaitedForAndGoesOnWhenWrittenBack() {
        stage.write(4).settle();
        Client client = joined(1).getFirst();
        stage.lose(2).checkTail().settle();
        assertThat(stage.timers).hasSize(1);
        stage.write(3).timer().settle();
        assertThat(client.ids()).endsWith("4-100", "5-100");
        assertThat(stage.snapshots).isEmpty();
    }

    @Test
    void aHistoryThatStaysLostIsToldInTheEnd() {
        stage.write(4).settle();
        Client client = joined(1).getFirst();
        stage.lose(2).checkTail().settle();
        for (int i = 0; i < 3; i++) {
            stage.timer().settle();
        }
        assertThat(client.ids()).endsWith("4-100", "=2-100");
        assertThat(stage.snapshots).containsExactly("rewound");
    }

    @Test
    void aDeletedExecutionIsGoneOnceItStaysSo() {
        Client client = joined(1).getFirst();
        stage.deleted = true;
        stage.checkTail().settle();
        assertThat(client.ended).isNull();
        for (int i = 0; i < 3; i++) {
            stage.timer().settle();
        }
        assertThat(client.ended).isEqualTo(Ending.GONE);
        assertThat(stage.deserted).isTrue();
    }

    @Test
    void aSlowReaderIsLeftOutAndCaughtUpFromTheLogWhenItDrains() {
        List<Client> clients = joined(2);
        Client slow = clients.getFirst();
        slow.full = true;
        stage.write(10).arrive();
        assertThat(slow.ids()).hasSize(1);
        assertThat(clients.getLast().ids()).hasSize(11);
        slow.drain();
        stage.settle().write(1).settle();
        assertThat(slow.ids()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void aReplayWaitsForAConnectionThatIsFull() {
        stage.write(10).settle();
        Client slow = stage.joinFromStart();
        stage.answer();
        slow.full = true;
        stage.settle();
        assertThat(slow.ids()).hasSize(3);
        slow.drain();
        stage.settle();
        assertThat(slow.ids()).hasSize(10);
    }

    @Test
    void aRebuiltSubscriptionMakesEverybodyLookAgain() {
        Client live = joined(1).getFirst();
        Client joining = stage.joinFromStart();
        stage.effect().writeSilently(2);
        stage.hub.missed(Cause.REBUILT);
        stage.settle();
        assertThat(live.ids()).hasSize(3);
        assertThat(joining.ids()).isEqualTo(live.ids());
    }

    @Test
    void whatWasReadBeforeTheSubscriptionWasRebuiltIsReadAgain() {
        stage.write(1).settle();
        Client client = stage.joinFromStart();
        stage.effect().writeSilently(2);
        stage.hub.missed(Cause.REBUILT);
        stage.settle();
        assertThat(client.ids()).hasSize(3);
    }

    @Test
    void anotherHistoryIsNotTakenForTheNextEvent() {
        stage.write(3).settle();
        Client client = joined(1).getFirst();
        stage.lose(1).takeOver().writeSilently(1).write(1).settle();
        assertThat(client.ids()).containsExactly("1-100", "2-100", "3-100", "=4-101");
    }

    @Test
    void redisOutOfReachEndsNoOpenStream() {
        Client client = joined(1).getFirst();
        stage.unreachable = true;
        stage.writeSilently(1);
        stage.hub.missed(Cause.REBUILT);
        stage.settle();
        assertThat(client.ended).isNull();
        stage.unreachable = false;
        stage.timer().settle();
        assertThat(client.ids()).hasSize(2);
    }

    @Test
    void redisOutOfReachTurnsAwayWhoJoins() {
        stage.unreachable = true;
        Client client = stage.joinFromStart();
        stage.settle();
        assertThat(client.rejected).isEqualTo(Rejection.UNAVAILABLE);
        assertThat(stage.deserted).isTrue();
    }

    @Test
    void theTerminalEventEndsAllStreams() {
        List<Client> clients = joined(3);
        stage.write(1).complete().settle();
        for (Client client : clients) {
            assertThat(client.ids()).hasSize(3);
            assertThat(client.ended).isEqualTo(Ending.FINISHED);
        }
        assertThat(stage.deserted).isTrue();
    }

    @Test
    void aCursorAtTheEndOfAFinishedExecutionHasNothingToFollow() {
        stage.complete().settle();
        Client client = stage.join(new Opening.After(stage.last()));
        stage.settle();
        assertThat(client.rejected).isEqualTo(Rejection.NOTHING_FOLLOWS);
    }

    @Test
    void aCursorBeyondTheEndIsLookedForTwice() {
        stage.write(2).settle();
        Client patient = stage.join(new Opening.After(new EventId(4, 100)));
        stage.settle();
        assertThat(patient.accepted).isFalse();
        stage.write(3).timer().settle();
        assertThat(patient.ids()).containsExactly("5-100");

        Client hopeless = stage.join(new Opening.After(new EventId(9, 100)));
        stage.settle().timer().settle();
        assertThat(hopeless.ids()).containsExactly("=5-100");
        assertThat(stage.snapshots).containsExactly("ahead");
    }

    @Test
    void aCursorWhoseFollowersWereTrimmedGetsASnapshot() {
        stage.write(9).settle().trim(5);
        Client client = stage.join(new Opening.After(new EventId(3, 100)));
        stage.settle();
        assertThat(client.ids()).containsExactly("=9-100");
        assertThat(stage.snapshots).containsExactly("trimmed");
    }

    @Test
    void plainClientsAreToldThatTheirCursorIsForeign() {
        stage.write(3).settle();
        Client client = stage.join(new Opening.After(new EventId(2, 7)), false);
        stage.settle();
        assertThat(client.rejected).isEqualTo(Rejection.FOREIGN_CURSOR);
    }

    @Test
    void anUnknownExecutionIsLookedForTwiceOnlyWithACursor() {
        Client without = stage.joinFromStart();
        stage.settle();
        assertThat(without.rejected).isEqualTo(Rejection.UNKNOWN);
        Client with = stage.join(new Opening.After(new EventId(1, 100)));
        stage.settle();
        assertThat(with.rejected).isNull();
        stage.write(2).timer().settle();
        assertThat(with.ids()).containsExactly("2-100");
    }

    @Test
    void whoIsStillJoiningWhenTheReplicaStopsIsToldSo() {
        Stage stage = new Stage().write(2);
        Stage.Client client = stage.joinFromStart();
        stage.hub.endAll(Ending.DRAINING);
        assertThat(client.rejected).isEqualTo(Rejection.DRAINING);
        stage.settle();
        assertThat(client.accepted).isFalse();
    }

    @Test
    void whoComesBackToAHubThatAllHadLeftMissesNothing() {
        Stage stage = new Stage().write(2);
        Stage.Client first = stage.joinFromStart();
        stage.settle();
        first.subscriber().disconnected();
        stage.write(2).settle().writeSilently(1);
        Stage.Client second = stage.join(new Opening.After(stage.log.get(1).id()));
        stage.write(1).settle();
        assertThat(second.ids()).containsExactly("3-100", "4-100", "5-100", "6-100");
    }

    @Test
    void whoLeavesIsWrittenToNoMore() {
        List<Client> clients = joined(3);
        clients.get(1).subscriber().disconnected();
        stage.write(1).settle();
        assertThat(clients.get(0).ids()).hasSize(2);
        assertThat(clients.get(1).ids()).hasSize(1);
        assertThat(clients.get(2).ids()).hasSize(2);
        clients.get(0).subscriber().disconnected();
        clients.get(2).subscriber().disconnected();
        assertThat(stage.deserted).isTrue();
    }

    @Test
    void whoReadALogThatWasLostAndWrittenBackReadsAgainInsteadOfAskingForEver() {
        stage.write(4).settle();
        Client live = joined(1).getFirst();
        List<EventMessage> lost = List.copyOf(stage.log.subList(2, 4));
        stage.lose(2);
        Client joining = stage.joinFromStart();
        stage.settle();
        stage.log.addAll(lost);
        int before = stage.sent;
        stage.timer().settle();
        assertThat(stage.sent - before).isLessThan(10);
        stage.write(1).settle();
        assertThat(joining.ids()).containsExactly("1-100", "2-100", "3-100", "4-100", "5-100");
        assertThat(joining.ids()).isEqualTo(live.ids());
    }

    @Test
    void whatCameWhileTheLastLiveOneLookedAndLeftIsKeptForWhoReads() {
        Client live = joined(1).getFirst();
        Client reading = stage.joinFromStart();
        stage.effect().writeSilently(1).write(1).arrive();
        live.subscriber().disconnected();
        stage.settle();
        assertThat(reading.ids()).containsExactly("1-100", "2-100", "3-100");
    }

    @Test
    void framesThatWereKeptForWhoReadsOutlastALookThatNobodyNeedsAnyMore() {
        Client live = joined(1).getFirst();
        Client reading = stage.joinFromStart();
        stage.effect().write(1).arrive();
        stage.hub.look(Cause.TAIL);
        live.subscriber().disconnected();
        while (stage.reads.size() > 1) {
            stage.reads.addFirst(stage.reads.removeLast());
            stage.effect().arrival();
        }
        stage.settle();
        assertThat(reading.ids()).containsExactly("1-100", "2-100");
    }

    @Test
    void framesThatWereDroppedOnTheWayAreReadByWhoIsJoining() {
        stage.write(1).settle();
        Client joining = stage.joinFromStart();
        stage.effect().writeSilently(2);
        stage.hub.missed(Cause.OVERFLOW);
        stage.settle();
        assertThat(joining.ids()).hasSize(3);
    }

    @Test
    void aConnectionMayGoAwayInTheMiddleOfBeingWrittenTo() {
        for (int writes = 0; writes < 4; writes++) {
            Stage fresh = new Stage().write(1).settle();
            Client client = new Client();
            client.leavesAfter = writes;
            Subscriber subscriber = fresh.hub.join(client, new Opening.FromStart(), true);
            client.subscriber = subscriber;
            subscriber.start();
            fresh.effect().write(1).arrive().settle().write(1).settle();
            assertThat(client.writes).isEqualTo(writes);
            assertThat(client.subscriber().closed()).isTrue();
            assertThat(fresh.deserted).isTrue();
        }
    }

    private List<Client> joined(int number) {
        if (stage.log.isEmpty()) {
            stage.write(1).settle();
        }
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            clients.add(stage.joinFromStart());
        }
        stage.settle();
        return clients;
    }
}
