package io.flowcast.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Consecutive events of one execution that were written in one step: an entry of its log, and a message on its channel. One
 * fence, dense sequences.
 *
 * @param last id of the last of them, which is the id of the entry
 * @param text {@code <type> <data>} of each, a line each; data never has a line break
 */
public record EventBatch(EventId last, String text) {

    /** The batch of a message: the id, a line break, the text. */
    public static Optional<EventBatch> ofMessage(String message) {
        int end = message.indexOf('\n');
        return end < 0
                ? Optional.empty()
                : EventId.parse(message.substring(0, end))
                        .map(last -> new EventBatch(last, message.substring(end + 1)));
    }

    /** The events, in order. Throws {@link IllegalArgumentException} where the text is none of this system's. */
    public List<EventMessage> events() {
        List<String> lines = text.lines().toList();
        List<EventMessage> events = new ArrayList<>(lines.size());
        long seq = last.seq() - lines.size();
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space < 1) {
                throw new IllegalArgumentException("not an event: " + line);
            }
            EventId id = new EventId(++seq, last.fence());
            events.add(new EventMessage(id, line.substring(0, space), line.substring(space + 1)));
        }
        return events;
    }

    /** As it is published. */
    public String message() {
        return last + "\n" + text;
    }
}
