package io.flowcast.systemtests.validate;

import io.flowcast.events.EventId;
import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client gets that comes back with a cursor is exactly what follows it, and a snapshot first only where
 * that is said; without a cursor it is the whole log. 204 answers none but a cursor at the end, whether an event or a snapshot told of that.
 */
public final class Resumable implements Validator {

    @Override
    public List<Violation> broken(History history) {
        List<Violation> broken = new ArrayList<>();
        boolean ended = false;
        for (Connection connection : history.connections()) {
            check(connection, broken);
            if (connection.status() == 204 && !ended) {
                broken.add(new Violation("204 at " + connection.cursor() + ", before the end", last(history)));
            }
            ended |= connection.frames().stream().anyMatch(Frame::tellsTheEnd);
        }
        return broken;
    }

    private static List<Frame> last(History history) {
        List<Frame> events = history.events();
        return events.subList(Math.max(0, events.size() - 1), events.size());
    }

    private static void check(Connection connection, List<Violation> broken) {
        Optional<Frame> first = connection.frames().stream()
                .filter(frame -> frame.isLogEvent() || frame.isSnapshot())
                .findFirst();
        if (first.isEmpty()) {
            return;
        }
        if (first.get().isSnapshot()) {
            if (!first.get().data().contains("\"reason\"")) {
                broken.add(
                        Violation.at("a snapshot without a reason at the cursor " + connection.cursor(), first.get()));
            }
            return;
        }
        long expected = Optional.ofNullable(connection.cursor())
                .map(cursor -> EventId.of(cursor).seq() + 1)
                .orElse(1L);
        long got = first.get().eventId().seq();
        if (got != expected) {
            broken.add(Violation.at(
                    "after the cursor " + connection.cursor() + " came event " + got + ", not " + expected,
                    first.get()));
        }
    }
}
