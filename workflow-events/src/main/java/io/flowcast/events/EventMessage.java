package io.flowcast.events;

import java.util.Optional;

/**
 * A line of a message on an execution's channel: {@code <seq>-<fence> <type> <data>}, split at the first two spaces and
 * never parsed on the hot path. The events of one step travel in one message, a line each.
 *
 * @param data the exact text of the SSE data line
 */
public record EventMessage(EventId id, String type, String data) {

    public static Optional<EventMessage> parse(String message) {
        int first = message.indexOf(' ');
        int second = message.indexOf(' ', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        return EventId.parse(message.substring(0, first))
                .map(id -> new EventMessage(id, message.substring(first + 1, second), message.substring(second + 1)));
    }

    public boolean terminal() {
        return EventType.terminal(type);
    }

    @Override
    public String toString() {
        return id + " " + type + " " + data;
    }
}
