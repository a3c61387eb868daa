package io.flowcast.systemtests.validate;

import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every number from 1 to the last came, in whatever order, and the last is a terminal event; no snapshot stood in. */
public final class Complete implements Validator {

    @Override
    public List<Violation> broken(History history) {
        List<Violation> broken = new ArrayList<>();
        NavigableMap<Long, Frame> seen = new TreeMap<>();
        history.events().forEach(event -> seen.putIfAbsent(event.eventId().seq(), event));
        long last = seen.isEmpty() ? 0 : seen.lastKey();
        for (long seq = 1; seq <= last; seq++) {
            if (!seen.containsKey(seq)) {
                broken.add(new Violation("event " + seq + " of " + last + " never came", around(seen, seq)));
            }
        }
        if (history.events().stream()
                .noneMatch(event -> event.isTerminal() && event.eventId().seq() == last)) {
            broken.add(
                    new Violation("the last event, " + last + ", does not end the execution", around(seen, last + 1)));
        }
        history.frames().stream()
                .filter(Frame::isSnapshot)
                .forEach(snapshot ->
                        broken.add(Violation.at("a snapshot stood in for events: " + snapshot.data(), snapshot)));
        return broken;
    }

    /** Those between which it should have come. */
    private static List<Frame> around(NavigableMap<Long, Frame> seen, long seq) {
        return Stream.of(seen.lowerEntry(seq), seen.higherEntry(seq))
                .filter(Objects::nonNull)
                .map(entry -> entry.getValue())
                .toList();
    }
}
