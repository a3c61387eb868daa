package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Connection.End;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;

/** Exactly one terminal event comes, nothing of the log comes after it, and then the server closes. */
public final class TerminalOnce implements Validator {

    @Override
    public List<Violation> broken(History history) {
        List<Violation> broken = new ArrayList<>();
        List<Frame> events = history.events();
        long terminal = events.stream().filter(Frame::isTerminal).count();
        if (terminal != 1) {
            broken.add(new Violation(
                    terminal + " terminal events came",
                    terminal == 0
                            ? events.subList(Math.max(0, events.size() - 1), events.size())
                            : events.stream().filter(Frame::isTerminal).toList()));
        }
        if (!events.isEmpty() && terminal > 0 && !events.getLast().isTerminal()) {
            broken.add(Violation.at("after the end came " + events.getLast(), events.getLast()));
        }
        history.connections().stream()
                .filter(connection -> connection.frames().stream().anyMatch(Frame::isTerminal))
                .filter(connection -> connection.end() != End.SERVER)
                .forEach(connection -> broken.add(Violation.at(
                        "the server did not close after the end, at " + connection.url(),
                        connection.events().getLast())));
        return broken;
    }
}
