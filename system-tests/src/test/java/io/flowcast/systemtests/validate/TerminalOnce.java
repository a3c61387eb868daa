package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Connection;
import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;

/** Exactly one terminal event comes, nothing of the log comes after it, and then the server closes. */
public final class TerminalOnce implements Validator {

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        List<Frame> events = history.events();
        long terminal = events.stream().filter(Frame::isTerminal).count();
        if (terminal != 1) {
            violations.add(terminal + " terminal events came");
        }
        if (!events.isEmpty() && terminal > 0 && !events.getLast().isTerminal()) {
            violations.add("after the end came " + events.getLast());
        }
        history.connections().stream()
                .filter(connection -> connection.frames().stream().anyMatch(Frame::isTerminal))
                .filter(connection -> connection.end() != End.SERVER)
                .map(Connection::url)
                .forEach(url -> violations.add("the server did not close after the end, at " + url));
        return violations;
    }
}
