package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.hub.Stage.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MultiStreamTest {
    private static final int EXECUTIONS = 3;

    private final List<Stage> stages = IntStream.range(0, EXECUTIONS)
            .mapToObj(i -> new Stage(ExecutionId.of("wf_exec_0_01ARZ3NDEKTSV4RRFFQ69G5FA" + i)))
            .toList();

    @Test
    void everyFrameCarriesTheCursorOfAllExecutions() {
        stages.get(0).write(2);
        stages.get(1).write(1);
        stages.get(2).write(1);
        Client client = open("");
        settle();

        assertThat(client.ids()).hasSize(4).last().isEqualTo("2-100,1-100,1-100");
        assertThat(client.synced()).isTrue();
        assertThat(client.blocks.stream().filter(block -> block.contains("synced")))
                .hasSize(1);

        stages.get(1).write(1);
        settle();
        assertThat(client.ids()).last().isEqualTo("2-100,2-100,1-100");
        assertThat(client.subscriber().lastEventId()).isEqualTo("2-100,2-100,1-100");
    }

    @Test
    void itEndsWhenAllHaveEnded() {
        stages.forEach(stage -> stage.write(1));
        Client client = open("");
        settle();
        stages.get(0).complete();
        stages.get(1).complete();
        settle();
        assertThat(client.ended).isNull();
        stages.get(2).complete();
        settle();
        assertThat(client.ended).isEqualTo(Ending.FINISHED);

        Client back = open(client.ids().getLast());
        settle();
        assertThat(back.rejected).isEqualTo(Rejection.NOTHING_FOLLOWS);
    }

    @Test
    void oneThatIsUnknownIsToldAndDoesNotKeepTheOthersFromBeingFollowed() {
        stages.get(0).deleted = true;
        stages.get(1).write(1);
        stages.get(2).write(1);
        Client client = open("");
        settle();
        assertThat(client.blocks)
                .contains("event: stream.closed\ndata: {\"executionId\":\""
                        + stages.get(0).hub.id() + "\",\"reason\":\"unknown\"}");
        assertThat(client.synced()).isTrue();
        stages.get(1).write(1).complete();
        stages.get(2).complete();
        settle();
        assertThat(client.ids()).last().isEqualTo(",3-100,2-100");
        assertThat(client.ended).isEqualTo(Ending.FINISHED);

        Client back = open(client.ids().getLast());
        settle();
        assertThat(back.rejected).isEqualTo(Rejection.NOTHING_FOLLOWS);
    }

    @Test
    void whereNoneIsKnownThereIsNoStream() {
        stages.forEach(stage -> stage.deleted = true);
        Client client = open("");
        settle();
        assertThat(client.rejected).isEqualTo(Rejection.UNKNOWN);
    }

    @Test
    void oneThatIsDeletedIsToldAndTheOthersGoOn() {
        stages.forEach(stage -> stage.write(1));
        Client client = open("");
        settle();
        stages.get(2).deleted = true;
        for (int i = 0; i < 10; i++) {
            stages.get(2).checkTail().settle().timer().settle();
        }
        assertThat(client.blocks).last().asString().contains("stream.closed").contains("\"reason\":\"gone\"");
        stages.get(0).write(1);
        settle();
        assertThat(client.ids()).last().isEqualTo("2-100,1-100,1-100");
        assertThat(client.ended).isNull();
    }

    @Test
    void aRedisOutOfReachAsksTheClientToComeBack() {
        stages.get(0).write(1);
        stages.get(1).write(1);
        stages.get(2).unreachable = true;
        Client client = open("");
        stages.get(0).settle();
        stages.get(2).settle();
        assertThat(client.ended).isEqualTo(Ending.UNAVAILABLE);
        stages.get(1).settle();
        assertThat(stages).allSatisfy(stage -> assertThat(stage.hub.deserted()).isTrue());
    }

    @Test
    void whoIsDrainedIsLetGoOnce() {
        stages.forEach(stage -> stage.write(1));
        Client client = open("");
        settle();
        stages.forEach(stage -> stage.hub.endAll(Ending.DRAINING));
        assertThat(client.ended).isEqualTo(Ending.DRAINING);
        assertThat(stages).allSatisfy(stage -> assertThat(stage.hub.deserted()).isTrue());
    }

    @Test
    void aFullConnectionTakesAPageAtATimeHoweverManyWait() {
        stages.forEach(stage -> stage.write(9));
        Client client = open("");
        client.full = true;
        settle();
        assertThat(client.writes).isZero();
        for (int i = 0; i < 40 && client.ids().size() < 27; i++) {
            client.drain();
            client.full = i % 2 == 0;
            settle();
        }
        client.drain();
        settle();
        assertThat(client.ids()).hasSize(27).last().isEqualTo("9-100,9-100,9-100");
        assertThat(client.synced()).isTrue();
    }

    /** Events, lost PUBLISHes, takeovers, slow readers and broken connections in any order. */
    @Test
    void nothingIsMissedOrRepeatedOverReconnections() {
        for (int seed = 0; seed < 1_000; seed++) {
            new Walk(new Random(seed)).run("walk " + seed);
        }
    }

    private static final class Walk {
        private final MultiStreamTest theatre = new MultiStreamTest();
        private final Random random;
        private final List<List<EventId>> seen = IntStream.range(0, EXECUTIONS)
                .mapToObj(i -> (List<EventId>) new ArrayList<EventId>())
                .toList();
        private VectorCursor cursor = new VectorCursor(EXECUTIONS);
        private Client client = new Client();

        private Walk(Random random) {
            this.random = random;
        }

        private void run(String name) {
            theatre.stages.forEach(stage -> stage.write(1));
            client = theatre.open("");
            for (int i = 0; i < 80; i++) {
                step(theatre.stages.get(random.nextInt(EXECUTIONS)));
            }
            theatre.stages.forEach(Stage::complete);
            for (int i = 0; i < 80; i++) {
                client.drain();
                theatre.stages.forEach(
                        stage -> stage.settle().timer().checkTail().settle());
            }
            assertThat(client.ended == Ending.FINISHED || client.rejected == Rejection.NOTHING_FOLLOWS)
                    .as(name)
                    .isTrue();
            take();
            for (int i = 0; i < EXECUTIONS; i++) {
                assertThat(seen.get(i))
                        .as("%s, execution %d", name, i)
                        .isEqualTo(theatre.stages.get(i).log.stream()
                                .map(event -> event.id())
                                .toList());
            }
        }

        private void step(Stage stage) {
            switch (random.nextInt(12)) {
                case 0, 1 -> stage.write(1 + random.nextInt(5));
                case 2 -> stage.writeSilently(1);
                case 3 -> stage.takeOver();
                case 4 -> stage.arrive();
                case 5 -> stage.effect();
                case 6 -> stage.arrival();
                case 7 -> stage.flush();
                case 8 -> client.full = true;
                case 9 -> {
                    if (client.accepted) {
                        client.drain();
                    }
                }
                case 10 -> {
                    stage.timer();
                    stage.checkTail();
                }
                default -> {
                    client.subscriber().disconnected();
                    take();
                    client = theatre.open(cursor.toString());
                }
            }
        }

        /** What the client got: each frame moves one execution on. */
        private void take() {
            for (String id : client.ids()) {
                VectorCursor next = VectorCursor.parse(id, EXECUTIONS).orElseThrow();
                int moved = 0;
                for (int i = 0; i < EXECUTIONS; i++) {
                    EventId at = next.at(i);
                    if (at != null && !at.equals(cursor.at(i))) {
                        moved++;
                        seen.get(i).add(at);
                    }
                }
                assertThat(moved).isEqualTo(1);
                cursor = next;
            }
        }
    }

    private Client open(String cursor) {
        Client client = new Client();
        VectorCursor start = cursor.isEmpty()
                ? new VectorCursor(EXECUTIONS)
                : VectorCursor.parse(cursor, EXECUTIONS).orElseThrow();
        MultiStream stream = new MultiStream(client, start);
        client.subscriber = stream;
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < EXECUTIONS; i++) {
            EventId last = start.at(i);
            Opening opening = last == null ? new Opening.FromStart() : new Opening.After(last);
            subscribers.add(stream.join(i, stages.get(i).hub, opening));
        }
        subscribers.forEach(Subscriber::start);
        return client;
    }

    private void settle() {
        // Twice: what one settles may wake another.
        stages.forEach(Stage::settle);
        stages.forEach(Stage::settle);
    }
}
