package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog.Entry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every snapshot is what the log tells up to its id: no node rewound, none ahead. */
public final class SnapshotConsistent implements Validator {
    private final List<Entry> log;

    public SnapshotConsistent(List<Entry> log) {
        this.log = List.copyOf(log);
    }

    @Override
    public List<Violation> broken(History history) {
        return history.frames().stream()
                .filter(Frame::isSnapshot)
                .flatMap(this::violation)
                .toList();
    }

    private Stream<Violation> violation(Frame frame) {
        JsonNode snapshot = frame.json();
        Optional<JsonNode> told = LogFold.at(log, snapshot);
        if (told.isEmpty()) {
            return Stream.of(Violation.at(
                    "a snapshot of " + snapshot.path("lastEventId") + ", which the log does not have", frame));
        }
        return told.get().equals(snapshot)
                ? Stream.empty()
                : Stream.of(Violation.at("a snapshot says " + snapshot + " where the log tells " + told.get(), frame));
    }
}
