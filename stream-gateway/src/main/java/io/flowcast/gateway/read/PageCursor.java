package io.flowcast.gateway.read;

import io.flowcast.events.ExecutionId;
import java.util.Optional;

/**
 * The last entry of a page: the next page has what comes after it, whatever was added or removed meanwhile.
 *
 * @param startTime epoch milliseconds
 */
public record PageCursor(long startTime, ExecutionId id) implements Comparable<PageCursor> {

    static Optional<PageCursor> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || !text.substring(0, dot).matches("[0-9]{1,15}")) {
            return Optional.empty();
        }
        long startTime = Long.parseLong(text.substring(0, dot));
        return ExecutionId.parse(text.substring(dot + 1)).map(id -> new PageCursor(startTime, id));
    }

    /** Latest first. */
    @Override
    public int compareTo(PageCursor other) {
        int byTime = Long.compare(other.startTime, startTime);
        return byTime != 0 ? byTime : other.id.toString().compareTo(id.toString());
    }

    @Override
    public String toString() {
        return startTime + "." + id;
    }
}
