package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Every number from 1 to the last came, in whatever order, and the last is a terminal event; no snapshot stood in. */
public final class Complete implements Validator {

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        Set<Long> seen =
                history.events().stream().map(event -> event.eventId().seq()).collect(Collectors.toSet());
        long last = seen.stream().mapToLong(Long::longValue).max().orElse(0);
        for (long seq = 1; seq <= last; seq++) {
            if (!seen.contains(seq)) {
                violations.add("event " + seq + " of " + last + " never came");
            }
        }
        if (history.events().stream()
                .noneMatch(event -> event.isTerminal() && event.eventId().seq() == last)) {
            violations.add("the last event, " + last + ", does not end the execution");
        }
        history.frames().stream()
                .filter(Frame::isSnapshot)
                .forEach(snapshot -> violations.add("a snapshot stood in for events: " + snapshot.data()));
        return violations;
    }
}
