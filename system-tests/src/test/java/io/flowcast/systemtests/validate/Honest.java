package io.flowcast.systemtests.validate;

import io.flowcast.events.EventId;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Redis lost what had been told: each event follows the one before it, or a snapshot with a reason stands in between,
 * and what came since the last snapshot is the log's. The weakest that is ever promised: no silent gap, and a true end.
 */
public final class Honest implements Validator {
    private final List<String> log;

    public Honest(List<EqualToLog.Entry> log) {
        this.log = log.stream().map(EqualToLog.Entry::id).toList();
    }

    @Override
    public List<String> violations(History history) {
        List<String> violations = new ArrayList<>();
        List<String> sinceSnapshot = new ArrayList<>();
        long before = 0;
        for (Frame frame : history.frames()) {
            if (frame.isSnapshot()) {
                sinceSnapshot.clear();
                if (!frame.json().hasNonNull("reason")) {
                    violations.add("a snapshot without a reason: " + frame.id());
                }
            } else if (frame.isLogEvent() && frame.eventId().seq() != before + 1) {
                violations.add("after event " + before + " came " + frame.id() + " without a word");
            }
            if (frame.id() != null) {
                sinceSnapshot.add(frame.id());
                before = EventId.of(frame.id()).seq();
            }
        }
        if (sinceSnapshot.isEmpty()
                || !log.subList(Math.max(0, log.size() - sinceSnapshot.size()), log.size())
                        .equals(sinceSnapshot)) {
            violations.add("the log does not end with " + sinceSnapshot);
        }
        return violations;
    }
}
