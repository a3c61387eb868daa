package io.flowcast.systemtests.history;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that one client saw of one execution, over as many connections as it took. */
public record History(String executionId, List<Connection> connections) {

    public History {
        connections = List.copyOf(connections);
    }

    /** The events of the log, in the order in which they came. */
    public List<Frame> events() {
        return frames().stream().filter(Frame::isLogEvent).toList();
    }

    public List<Frame> frames() {
        return connections.stream()
                .flatMap(connection -> connection.frames().stream())
                .toList();
    }

    /** The id with which this client would come back. */
    public @Nullable String cursor() {
        return frames().stream().map(Frame::id).filter(Objects::nonNull).reduce(null, (first, last) -> last);
    }

    public boolean hasEnded() {
        return frames().stream().anyMatch(Frame::isTerminal);
    }
}
