package io.flowcast.gateway.log;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a page of the log continues a cursor. It does only if the page begins with the very id of the cursor
 * (without a cursor: with sequence 1) and is dense from there.
 */
public final class Continuity {

    private Continuity() {}

    /**
     * What the page answers to the cursor.
     *
     * @param after the cursor; null for the beginning of the log
     */
    public static Reading judge(@Nullable EventId after, LogPage page) {
        List<EventMessage> entries = page.entries();
        Break broken = after == null ? judgeBeginning(entries) : judgeCursor(after, page);
        if (broken == null && !dense(entries)) {
            broken = Break.TRIMMED;
        }
        if (broken != null) {
            EventId first = entries.isEmpty() || page.first() != null
                    ? page.first()
                    : entries.getFirst().id();
            return new Reading.Broken(broken, page.last(), first, page.status());
        }
        if (entries.isEmpty()) {
            return new Reading.Events(List.of(), true, page.last(), page.status());
        }
        boolean complete = !page.full() || entries.getLast().id().equals(page.last());
        List<EventMessage> events = after == null ? entries : entries.subList(1, entries.size());
        return new Reading.Events(events, complete, page.last(), page.status());
    }

    private static @Nullable Break judgeBeginning(List<EventMessage> entries) {
        return !entries.isEmpty() && entries.getFirst().id().seq() == 1 ? null : Break.TRIMMED;
    }

    private static @Nullable Break judgeCursor(EventId after, LogPage page) {
        if (!page.entries().isEmpty() && page.entries().getFirst().id().equals(after)) {
            return null;
        }
        if (page.entries().isEmpty() && after.equals(page.last())) {
            return null; // the state vouches for it where the log was cut off altogether
        }
        if (after.seq() > page.last().seq()) {
            return Break.AHEAD;
        }
        EventId first = page.first();
        return first == null || first.seq() > after.seq() ? Break.TRIMMED : Break.FOREIGN;
    }

    private static boolean dense(List<EventMessage> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).id().seq() != entries.get(i - 1).id().seq() + 1) {
                return false;
            }
        }
        return true;
    }
}
