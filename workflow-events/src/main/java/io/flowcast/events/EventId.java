package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/**
 * Names one event of an execution: {@code <seq>-<fence>}. It is the id of the entry in the log (a Redis stream), the id
 * of the SSE frame, and the cursor that a client comes back with.
 *
 * @param seq dense, from 1
 * @param fence of the lease under which the event was written; never used twice, so that a cursor of a history that a
 *     failover lost is told apart from the one that replaced it
 */
public record EventId(long seq, long fence) {

    public EventId {
        if (seq < 1 || fence < 0) {
            throw new IllegalArgumentException("not an event id: " + seq + "-" + fence);
        }
    }

    /** The id that the text spells in its one canonical form, or empty. */
    public static Optional<EventId> parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1) {
            return Optional.empty();
        }
        long seq = number(text, 0, dash);
        long fence = number(text, dash + 1, text.length());
        return seq < 1 || fence < 0 ? Optional.empty() : Optional.of(new EventId(seq, fence));
    }

    /** As {@link #parse}, for text that this system wrote itself: anything else is a bug. */
    @JsonCreator
    public static EventId of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an event id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return seq + "-" + fence;
    }

    /** The number in text[from, to), or -1: at most 18 digits, no sign, no leading zero. */
    private static long number(String text, int from, int to) {
        int length = to - from;
        if (length < 1 || length > 18 || (length > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }
}
