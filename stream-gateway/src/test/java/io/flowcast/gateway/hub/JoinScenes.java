package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import io.flowcast.gateway.hub.JoinModel.Event;
import io.flowcast.gateway.hub.JoinModel.Scene;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bounds within which {@link JoinModel} is walked through: each small enough to be walked through whole. */
final class JoinScenes {
    private static final Opening START = new Opening.FromStart();
    private static final Opening SNAPSHOT = new Opening.FromSnapshot();
    /** After the one event that there is when all begins. */
    private static final Opening AFTER = new Opening.After(new EventId(1, 100));
    /** Of a history that nobody knows. */
    private static final Opening FOREIGN = new Opening.After(new EventId(1, 99));

    private JoinScenes() {}

    static List<Scene> all() {
        return List.of(
                scene(
                        "three join while commits of one and two events come",
                        List.of(START, AFTER, START),
                        List.of(1, 2),
                        Set.of()),
                scene("a snapshot and a foreign cursor", List.of(SNAPSHOT, FOREIGN), List.of(1, 2), Set.of()),
                scene("a slow reader", List.of(START, AFTER), List.of(2, 1), Set.of(Event.FILL)),
                scene(
                        "a slow reader of a log that is trimmed",
                        List.of(START),
                        List.of(2, 1),
                        Set.of(Event.FILL, Event.TRIM)),
                scene(
                        "one leaves, another executor takes over",
                        List.of(START, AFTER),
                        List.of(1, 1),
                        Set.of(Event.LEAVE, Event.TAKE_OVER)),
                scene(
                        "a lost message, another executor takes over",
                        List.of(START, AFTER),
                        List.of(1, 1, 1),
                        Set.of(Event.COMMIT_UNHEARD, Event.TAKE_OVER)),
                scene("the subscription breaks", List.of(START, AFTER), List.of(1, 1), Set.of(Event.CUT)),
                scene(
                        "the subscription breaks under a slow reader",
                        List.of(START),
                        List.of(1, 2),
                        Set.of(Event.CUT, Event.FILL)),
                scene(
                        "Redis does not answer, and the subscription breaks",
                        List.of(START),
                        List.of(1, 1),
                        Set.of(Event.SILENCE, Event.CUT)),
                losing(
                        "a failover loses what its owner restores, or another decides anew",
                        List.of(START),
                        List.of(1, 1, 1),
                        Set.of(Event.LOSE, Event.TAKE_OVER)),
                losing(
                        "the same to two, unheard",
                        List.of(START, AFTER),
                        List.of(1, 1),
                        Set.of(Event.LOSE, Event.TAKE_OVER, Event.COMMIT_UNHEARD)));
    }

    /** What is wrong in one of them, if anything; for those who load these classes apart. */
    static @Nullable String violation(int scene) {
        return Exploration.of(all().get(scene)).violation();
    }

    private static Scene scene(String name, List<Opening> openings, List<Integer> commits, Set<Event> may) {
        return new Scene(name, openings, commits, true, may, 0);
    }

    private static Scene losing(String name, List<Opening> openings, List<Integer> commits, Set<Event> may) {
        return new Scene(name, openings, commits, false, may, 1);
    }
}
