package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.gateway.hub.Stage.Client;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How clients join, read, hold back and merge, as moves that may come in any order: what Redis does and what the event loop
 * does are one move each. The hub, its subscribers, the shared reads, the ring and the judgement of a page are the real
 * ones; the log, the channel and the connections are the stage's.
 *
 * <p>Checked after every move: what a client got follows what it had, in one and the same history; a snapshot stands in only
 * where something was trimmed or lost, or where it was asked for. Checked at the end, when everything under way has arrived:
 * everybody has everything.
 */
final class JoinModel {

    /** Stands in the channel where the subscription is acknowledged, and where it is after a reconnect. */
    private static final Frame READY = new Frame(new EventId(1, 1), new byte[0], false);

    private static final Frame REBUILT = new Frame(new EventId(1, 2), new byte[0], false);

    /** What may happen, each at most once where nothing else is said. */
    enum Event {
        /** A commit's events reach log and channel. */
        COMMIT,
        /** A commit whose message Redis loses. */
        COMMIT_UNHEARD,
        /** The subscription takes effect at Redis. */
        SUBSCRIBE,
        /** The next message of the subscriber's connection arrives. */
        DELIVER,
        /** The turn of the event loop ends. */
        FLUSH,
        /** The oldest read sees the log. */
        READ,
        /** Its answer arrives. */
        ANSWER,
        JOIN,
        TIMER,
        TAIL,
        FILL,
        DRAIN,
        LEAVE,
        /** Redis answers no reads. */
        SILENCE,
        BACK,
        /** The subscriber's connection breaks: what was on its way is gone. */
        CUT,
        /** All but the last event are trimmed. */
        TRIM,
        /** A failover forgets the last events. */
        LOSE,
        /** Their owner writes them again. */
        RESTORE,
        /** Another executor takes over: events from here on are of a later fence. */
        TAKE_OVER
    }

    /**
     * @param openings of the clients, who join in this order
     * @param commits how many events each has; the last one ends the execution where {@code ends}
     * @param may what may go wrong, or happen beside
     * @param lost how many events a failover forgets
     */
    record Scene(String name, List<Opening> openings, List<Integer> commits, boolean ends, Set<Event> may, int lost) {

        /** Whether somebody has to look at the log's end from time to time: else all is to arrive without. */
        boolean needsTails() {
            return may.contains(Event.COMMIT_UNHEARD) || may.contains(Event.LOSE);
        }

        /** Whether somebody has to ask again after a while. */
        boolean needsTimers() {
            return may.contains(Event.SILENCE) || may.contains(Event.LOSE);
        }
    }

    private static final String BEGINNING = "0";
    private static final int MOVES = 1_000;
    /** As often as somebody looks who doubts, and more. */
    private static final int ROUNDS = 8;

    /** A promise that was broken. */
    static final class Violation extends RuntimeException {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    private final Scene scene;
    final Stage stage = new Stage();
    private final List<Client> clients = new ArrayList<>();
    /** The last event that each knows of; the beginning of all where it has none and wants all. */
    private final Map<Client, String> known = new HashMap<>();
    /** How many blocks of each have been looked at. */
    private final Map<Client, Integer> checked = new HashMap<>();
    /** Which event came after which, in any history. */
    private final Set<String> followed = new HashSet<>();

    private final EnumSet<Event> happened = EnumSet.noneOf(Event.class);
    private final List<EventMessage> lost = new ArrayList<>();
    private int commits;
    private boolean subscribed;
    private boolean ready;
    private boolean ownerless;

    JoinModel(Scene scene) {
        this.scene = scene;
        append(1, false);
    }

    /** Which moves there are. */
    List<Event> possible() {
        List<Event> moves = new ArrayList<>();
        for (Event event : Event.values()) {
            if (isPossible(event)) {
                moves.add(event);
            }
        }
        return moves;
    }

    private boolean isPossible(Event event) {
        return switch (event) {
            case COMMIT -> !ownerless && commits < scene.commits().size();
            case COMMIT_UNHEARD -> mayOnce(event) && isPossible(Event.COMMIT);
            case SUBSCRIBE -> !subscribed && !clients.isEmpty();
            case DELIVER -> !stage.frames.isEmpty();
            case FLUSH -> stage.dirty;
            case READ -> stage.reads.stream().anyMatch(read -> !read.effective());
            case ANSWER -> !stage.reads.isEmpty() && stage.reads.getFirst().effective();
            case JOIN -> clients.size() < scene.openings().size();
            case TIMER -> !stage.timers.isEmpty();
            case TAIL -> mayOnce(event) && ready;
            case FILL, LEAVE -> mayOnce(event) && firstIsOpen();
            case DRAIN -> firstIsOpen() && clients.getFirst().full;
            case SILENCE -> mayOnce(event);
            case BACK -> stage.unreachable;
            case CUT -> mayOnce(event) && subscribed;
            case TRIM -> mayOnce(event) && stage.log.size() > 1;
            case LOSE -> mayOnce(event) && stage.log.size() > scene.lost();
            case RESTORE -> ownerless;
            case TAKE_OVER -> mayOnce(event);
        };
    }

    private boolean mayOnce(Event event) {
        return scene.may().contains(event) && !happened.contains(event);
    }

    private boolean firstIsOpen() {
        return !clients.isEmpty() && !clients.getFirst().subscriber().closed();
    }

    void move(Event event) {
        happened.add(event);
        switch (event) {
            case COMMIT -> commit(true);
            case COMMIT_UNHEARD -> commit(false);
            case SUBSCRIBE -> {
                subscribed = true;
                stage.frames.add(ready ? REBUILT : READY);
            }
            case DELIVER -> deliver(stage.frames.remove());
            case FLUSH -> stage.flush();
            case READ -> stage.effect();
            case ANSWER -> stage.arrival();
            case JOIN -> join(scene.openings().get(clients.size()));
            case TIMER -> stage.timer();
            case TAIL -> stage.checkTail();
            case FILL -> clients.getFirst().full = true;
            case DRAIN -> clients.getFirst().drain();
            case LEAVE -> clients.getFirst().subscriber().disconnected();
            case SILENCE -> stage.unreachable = true;
            case BACK -> stage.unreachable = false;
            case CUT -> {
                subscribed = false;
                stage.frames.clear();
            }
            case TRIM -> stage.trim(stage.log.size() - 1);
            case LOSE -> lose();
            case RESTORE -> restore();
            case TAKE_OVER -> takeOver();
        }
        clients.forEach(this::check);
    }

    private void commit(boolean heard) {
        boolean last = commits + 1 == scene.commits().size();
        append(scene.commits().get(commits), last && scene.ends()).forEach(event -> hear(event, heard));
        commits++;
    }

    private List<EventMessage> append(int count, boolean ends) {
        List<EventMessage> events = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String before = stage.log.isEmpty() ? BEGINNING : stage.last().toString();
            EventMessage event = stage.append(ends && i == count ? "workflow.completed" : "node.log");
            followed.add(before + " " + event.id());
            events.add(event);
        }
        return events;
    }

    private void hear(EventMessage event, boolean heard) {
        if (heard && subscribed) {
            stage.publish(event);
        }
    }

    private void deliver(Frame frame) {
        if (frame.id().equals(READY.id())) {
            ready = true;
            clients.forEach(client -> ((Subscriber) client.subscriber()).start());
        } else if (frame.id().equals(REBUILT.id())) {
            stage.hub.missed(Cause.REBUILT);
        } else {
            stage.hub.accept(frame);
        }
    }

    private void join(Opening opening) {
        Client client = new Client();
        Subscriber subscriber = stage.hub.join(client, opening, true);
        client.subscriber = subscriber;
        clients.add(client);
        checked.put(client, 0);
        switch (opening) {
            case Opening.FromStart _ -> known.put(client, BEGINNING);
            case Opening.After after -> known.put(client, after.cursor().toString());
            case Opening.FromSnapshot _, Opening.Unreadable _, Opening.Hidden _ -> {}
        }
        if (ready) {
            subscriber.start();
        }
    }

    private void lose() {
        int end = stage.log.size();
        lost.addAll(stage.log.subList(end - scene.lost(), end));
        stage.lose(scene.lost());
        ownerless = true;
    }

    private void restore() {
        for (EventMessage event : lost) {
            stage.log.add(event);
            hear(event, true);
        }
        lost.clear();
        ownerless = false;
    }

    private void takeOver() {
        if (ownerless) {
            // What was lost is decided anew: the commits that wrote it are to come.
            for (int left = lost.size(); left > 0 && commits > 0; commits--) {
                left -= scene.commits().get(commits - 1);
            }
        }
        stage.takeOver();
        lost.clear();
        ownerless = false;
    }

    /** What makes two states differ beside what the stage is in. */
    List<Object> rest() {
        return List.of(
                happened.stream().filter(scene.may()::contains).toList(),
                clients,
                lost,
                commits,
                subscribed,
                ready,
                ownerless);
    }

    // What is promised.

    private void check(Client client) {
        for (int i = checked.get(client); i < client.blocks.size(); i++) {
            String block = client.blocks.get(i);
            if (block.startsWith("id: ")) {
                String id = block.substring(4, block.indexOf('\n'));
                String before = known.put(client, id);
                if (block.contains("event: execution.snapshot")) {
                    checkSnapshot(before, id);
                } else if (!followed.contains(before + " " + id)) {
                    throw new Violation(id + " does not follow " + before);
                }
            }
        }
        checked.put(client, client.blocks.size());
    }

    private void checkSnapshot(@Nullable String before, String id) {
        if (followed.stream().noneMatch(pair -> pair.endsWith(" " + id))) {
            throw new Violation("a snapshot of what never was, " + id);
        }
        boolean orderly = before == null || happened.contains(Event.TRIM) || happened.contains(Event.LOSE);
        if (!orderly
                && followed.stream().anyMatch(pair -> pair.startsWith(before + " ") || pair.endsWith(" " + before))) {
            throw new Violation("a snapshot stands in after " + before + ", and nothing was trimmed or lost");
        }
    }

    /** Lets everything under way arrive, and what keeps time do its work where something may have been lost. */
    void settle() {
        for (int round = 0; round < ROUNDS; round++) {
            for (Event event : List.of(Event.RESTORE, Event.BACK, Event.SUBSCRIBE, Event.DRAIN)) {
                if (isPossible(event)) {
                    move(event);
                }
            }
            rest(List.of(Event.DELIVER, Event.FLUSH, Event.READ, Event.ANSWER));
            if (scene.needsTimers()) {
                stage.timer();
            }
            if (scene.needsTails()) {
                stage.checkTail();
            }
        }
        clients.forEach(this::check);
    }

    private void rest(List<Event> moves) {
        for (int i = 0; i < MOVES; i++) {
            Event next = moves.stream().filter(this::isPossible).findFirst().orElse(null);
            if (next == null) {
                return;
            }
            move(next);
        }
        throw new Violation("it never comes to rest");
    }

    /** To be asked once it has settled. */
    void checkComplete() {
        for (Client client : clients) {
            boolean left = client == clients.getFirst() && happened.contains(Event.LEAVE);
            if (!left) {
                checkComplete(client);
            }
        }
    }

    private void checkComplete(Client client) {
        String last = stage.last().toString();
        String its = known.get(client);
        Rejection rejected = client.rejected;
        if (rejected == Rejection.UNAVAILABLE && happened.contains(Event.SILENCE)) {
            return;
        }
        if (!last.equals(its)) {
            throw new Violation("a client is left at " + its + ", and the log is at " + last + "; " + client.rejected);
        }
        boolean ended = stage.log.getLast().terminal();
        if (rejected != null) {
            if (rejected != Rejection.NOTHING_FOLLOWS || !ended) {
                throw new Violation("a client is turned away: " + rejected);
            }
        } else if (client.ended != (ended ? Ending.FINISHED : null)) {
            throw new Violation("a stream at " + its + " has ended: " + client.ended);
        } else if (!ended && !client.synced()) {
            throw new Violation("a stream at " + its + " is not told that it has caught up");
        }
    }
}
