package io.flowcast.gateway.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * The last entries of the feed as this replica has read them; what it knows a cursor by. Never changed.
 */
public final class Window {

    /** What follows a cursor. */
    sealed interface Following {

        /** All of it, oldest first in each partition. */
        record Changes(List<Change> changes) implements Following {}

        /** It is not kept any more. */
        record Trimmed() implements Following {}

        /** The feed has not come as far as the cursor, as far as this replica has read it. */
        record Ahead() implements Following {}

        /** The feed has no such entry: it is of a history that was lost. */
        record Foreign() implements Following {}
    }

    /**
     * Of one partition.
     *
     * @param base the entry before the first
     */
    record Part(FeedId base, List<Change> changes) {
        Part {
            changes = List.copyOf(changes);
        }

        FeedId end() {
            return changes.isEmpty() ? base : changes.getLast().id();
        }

        /** With these at its end, and at most so many in all. */
        Part with(List<Change> more, int most) {
            List<Change> all = new ArrayList<>(changes);
            all.addAll(more);
            int dropped = Math.max(0, all.size() - most);
            FeedId before = dropped == 0 ? base : all.get(dropped - 1).id();
            return new Part(before, all.subList(dropped, all.size()));
        }

        /** The place of the first entry after this one; -1 where it is not known. */
        private int after(FeedId id) {
            if (id.equals(base)) {
                return 0;
            }
            int low = 0;
            int high = changes.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = changes.get(middle).id().compareTo(id);
                if (order == 0) {
                    return middle + 1;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1;
        }
    }

    private final List<Part> parts;
    private final FeedCursor end;

    Window(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.end = new FeedCursor(parts.stream().map(Part::end).toList());
    }

    /** The last entry of each partition. */
    public FeedCursor end() {
        return end;
    }

    Following after(FeedCursor cursor) {
        List<Change> following = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            FeedId last = cursor.last().get(p);
            int from = part.after(last);
            if (from >= 0) {
                following.addAll(part.changes().subList(from, part.changes().size()));
            } else if (last.compareTo(part.end()) > 0) {
                return new Following.Ahead();
            } else if (last.compareTo(part.base()) < 0) {
                return new Following.Trimmed();
            } else {
                return new Following.Foreign();
            }
        }
        return new Following.Changes(following);
    }
}
