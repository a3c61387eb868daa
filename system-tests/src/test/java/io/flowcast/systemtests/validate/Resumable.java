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
 * that is said; without a cursor it is the whole log. 204 answers none but a cursor at the end.
 */
public final class Resumable implements Validator {

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        boolean ended = false;
        for (Connection connection : history.connections()) {
            check(connection, violations);
            if (connection.status() == 204 && !ended) {
                violations.add("204 at " + connection.cursor() + ", before the end");
            }
            ended |= connection.frames().stream().anyMatch(Frame::isTerminal);
        }
        return violations;
    }

    private static void check(Connection connection, List<String> violations) {
        Optional<Frame> first = connection.frames().stream()
                .filter(frame -> frame.isLogEvent() || frame.isSnapshot())
                .findFirst();
        if (first.isEmpty()) {
            return;
        }
        if (first.get().isSnapshot()) {
            if (!first.get().data().contains("\"reason\"")) {
                violations.add("a snapshot without a reason at the cursor " + connection.cursor());
            }
            return;
        }
        long expected = Optional.ofNullable(connection.cursor())
                .map(cursor -> EventId.of(cursor).seq() + 1)
                .orElse(1L);
        long got = first.get().eventId().seq();
        if (got != expected) {
            violations.add("after the cursor " + connection.cursor() + " came event " + got + ", not " + expected);
        }
    }
}
