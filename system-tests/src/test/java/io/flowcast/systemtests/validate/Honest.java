package io.flowcast.systemtests.validate;

import io.flowcast.events.EventId;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis lost what had been told: each event follows the one before it, or a snapshot with a reason stands in between,
 * and what came since the last snapshot is the log's. The weakest that is ever promised: no silent gap, and a true end. Only who
 * had been told an end that was lost with the rest does not hear of it: nobody comes back after the end.
 */
public final class Honest implements Validator {
    private final List<String> log;
    private final Set<String> known;

    public Honest(List<EqualToLog.Entry> log) {
        this.log = log.stream().map(EqualToLog.Entry::id).toList();
        this.known = new HashSet<>(this.log);
    }

    @Override
    public List<Violation> broken(History history) {
        List<Violation> broken = new ArrayList<>();
        List<Frame> sinceSnapshot = new ArrayList<>();
        @Nullable Frame before = null;
        for (Frame frame : history.frames()) {
            if (frame.isSnapshot()) {
                sinceSnapshot.clear();
                if (!frame.json().hasNonNull("reason")) {
                    broken.add(Violation.at("a snapshot without a reason: " + frame.id(), frame));
                }
            } else if (frame.isLogEvent() && frame.eventId().seq() != seq(before) + 1) {
                String what = "after event " + seq(before) + " came " + frame.id() + " without a word";
                broken.add(before == null ? Violation.at(what, frame) : Violation.at(what, before, frame));
            }
            if (frame.id() != null) {
                sinceSnapshot.add(frame);
                before = frame;
            }
        }
        List<String> told =
                sinceSnapshot.stream().map(frame -> String.valueOf(frame.id())).toList();
        boolean lostEnd = before != null && before.isTerminal() && !known.contains(String.valueOf(before.id()));
        boolean trueEnd = !told.isEmpty()
                && log.subList(Math.max(0, log.size() - told.size()), log.size())
                        .equals(told);
        if (!trueEnd && !lostEnd) {
            broken.add(
                    sinceSnapshot.isEmpty()
                            ? Violation.ofAll("the log does not end with nothing")
                            : Violation.at(
                                    "the log does not end with " + told.getFirst() + " to " + told.getLast(),
                                    sinceSnapshot.getFirst(),
                                    sinceSnapshot.getLast()));
        }
        return broken;
    }

    private static long seq(@Nullable Frame frame) {
        return frame == null ? 0 : EventId.of(String.valueOf(frame.id())).seq();
    }
}
