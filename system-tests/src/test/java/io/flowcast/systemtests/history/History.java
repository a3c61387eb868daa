package io.flowcast.systemtests.history;

import java.time.Duration;
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

    /** The longest time between two events. */
    public Duration longestSilence() {
        Duration longest = Duration.ZERO;
        List<Frame> events = events();
        for (int i = 1; i < events.size(); i++) {
            Duration silence =
                    Duration.between(events.get(i - 1).at(), events.get(i).at());
            longest = silence.compareTo(longest) > 0 ? silence : longest;
        }
        return longest;
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
