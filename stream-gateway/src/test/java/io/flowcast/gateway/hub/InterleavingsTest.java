package io.flowcast.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventMessage;
import io.flowcast.gateway.hub.Stage.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Walks at random through everything that can happen in any order: events, lost PUBLISHes, takeovers, frames and reads
 * that arrive early or late, joins, slow and departing clients, rebuilt subscriptions, an unreachable Redis. However it
 * went, everybody has seen every event once, in order, to the end.
 */
class InterleavingsTest {
    private static final int WALKS = 3_000;
    private static final int STEPS = 120;

    @Test
    void nobodyMissesOrRepeatsAnEventWhateverTheOrder() {
        for (int seed = 0; seed < WALKS; seed++) {
            Walk walk = new Walk(seed, false);
            walk.run();
            walk.check();
        }
    }

    @Test
    void aLostHistoryIsNeverContinuedSilently() {
        for (int seed = 0; seed < WALKS; seed++) {
            Walk walk = new Walk(seed, true);
            walk.run();
            walk.checkTold();
        }
    }

    private static final class Walk {
        private final int seed;
        private final Random random;
        private final boolean loses;
        private final Stage stage = new Stage();
        private final List<Client> clients = new ArrayList<>();
        private final List<EventMessage> everWritten = new ArrayList<>();

        private Walk(int seed, boolean loses) {
            this.seed = seed;
            this.random = new Random(seed);
            this.loses = loses;
        }

        private void run() {
            write();
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            stage.unreachable = false;
            write();
            clients.forEach(client -> client.full = false);
            everWritten.add(stage.append("workflow.completed"));
            int before = stage.sent;
            for (int i = 0; i < 60; i++) {
                clients.stream()
                        .filter(client -> !client.subscriber().closed())
                        .toList()
                        .forEach(Client::drain);
                stage.settle().timer().settle().checkTail().settle();
            }
            assertThat(stage.sent - before).as("reads of walk %s", seed).isLessThan(2_000);
        }

        private void step() {
            switch (random.nextInt(loses ? 19 : 17)) {
                case 0, 1, 2 -> write();
                case 3 -> everWritten.add(stage.append("node.log"));
                case 4 -> stage.takeOver();
                case 5, 6 -> {
                    if (!stage.frames.isEmpty()) {
                        stage.hub.accept(stage.frames.poll());
                    }
                }
                case 7 -> stage.effect();
                case 8 -> stage.arrival();
                case 9 -> stage.flush();
                case 10 -> clients.add(stage.join(opening()));
                case 11 -> some().full = true;
                case 12 -> some().drain();
                case 13 -> {
                    stage.frames.clear();
                    stage.hub.missed(Cause.REBUILT);
                }
                case 14 -> {
                    stage.timer();
                    stage.checkTail();
                }
                case 15 -> {
                    if (random.nextInt(4) == 0) {
                        stage.unreachable = !stage.unreachable;
                    } else if (random.nextInt(4) == 0 && !clients.isEmpty()) {
                        Client leaver = some();
                        clients.remove(leaver);
                        leaver.subscriber().disconnected();
                    }
                }
                case 16 -> crowd();
                case 17 -> {
                    if (random.nextInt(2) == 0) {
                        stage.lose(random.nextInt(Math.min(4, stage.log.size())))
                                .takeOver();
                    }
                }
                case 18 -> loseForAWhile();
                default -> throw new IllegalStateException();
            }
        }

        /** Some come while one reads, each with its own cursor. */
        private void crowd() {
            clients.add(stage.join(opening()));
            for (int i = 0; i < 4; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> write();
                    case 1 -> stage.effect();
                    default -> clients.add(stage.join(opening()));
                }
            }
        }

        /** A failover loses events, and their owner writes them again. */
        private void loseForAWhile() {
            int count = random.nextInt(Math.min(4, stage.log.size()));
            int end = stage.log.size();
            List<EventMessage> lost = List.copyOf(stage.log.subList(end - count, end));
            stage.lose(count);
            for (int i = 0; i < 3; i++) {
                switch (random.nextInt(5)) {
                    case 0 -> stage.effect();
                    case 1 -> stage.arrival();
                    case 2 -> stage.checkTail();
                    case 3 -> stage.timer();
                    default -> clients.add(stage.join(opening()));
                }
            }
            for (EventMessage event : lost) {
                stage.log.add(event);
                stage.publish(event);
            }
        }

        private void write() {
            EventMessage event = stage.append("node.log");
            everWritten.add(event);
            stage.publish(event);
        }

        private Opening opening() {
            return switch (random.nextInt(3)) {
                case 0 -> new Opening.FromStart();
                case 1 -> new Opening.FromSnapshot();
                default ->
                    new Opening.After(
                            stage.log.get(random.nextInt(stage.log.size())).id());
            };
        }

        private Client some() {
            if (clients.isEmpty()) {
                clients.add(stage.joinFromStart());
            }
            return clients.get(random.nextInt(clients.size()));
        }

        private void check() {
            List<String> all =
                    stage.log.stream().map(event -> event.id().toString()).toList();
            for (Client client : clients) {
                if (client.rejected == Rejection.UNAVAILABLE) {
                    continue;
                }
                List<String> ids = client.ids();
                assertThat(ids).as("walk %s", seed).isNotEmpty();
                String first = ids.getFirst().replace("=", "");
                List<String> seen = new ArrayList<>(ids);
                seen.set(0, first);
                assertThat(seen).as("walk %s", seed).isEqualTo(all.subList(all.indexOf(first), all.size()));
                assertThat(client.ended).as("walk %s", seed).isEqualTo(Ending.FINISHED);
            }
        }

        /** Between two snapshots everything is dense, and what follows the last one is the log's own end. */
        private void checkTold() {
            List<String> all =
                    stage.log.stream().map(event -> event.id().toString()).toList();
            for (Client client : clients) {
                if (client.rejected != null) {
                    continue;
                }
                List<String> ids = client.ids();
                int from = 0;
                for (int i = 1; i < ids.size(); i++) {
                    if (ids.get(i).startsWith("=")) {
                        from = i;
                    } else {
                        assertThat(sequence(ids.get(i)))
                                .as("walk %s: %s", seed, ids)
                                .isEqualTo(sequence(ids.get(i - 1)) + 1);
                    }
                }
                List<String> tail = new ArrayList<>(ids.subList(from, ids.size()));
                String first = tail.getFirst().replace("=", "");
                tail.set(0, first);
                assertThat(all).as("walk %s", seed).contains(first);
                assertThat(tail).as("walk %s", seed).isEqualTo(all.subList(all.indexOf(first), all.size()));
                assertThat(client.ended).as("walk %s", seed).isEqualTo(Ending.FINISHED);
            }
        }

        private static long sequence(String id) {
            return Long.parseLong(id.replace("=", "").replaceAll("-.*", ""));
        }
    }
}
