package io.flowcast.gateway.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a reader of the feed is: the last entry that it has, of each partition, with commas between them. Of one partition
 * that is the entry's id.
 */
public record FeedCursor(List<FeedId> last) {

    public FeedCursor {
        last = List.copyOf(last);
    }

    /** What a client sent, or empty where it is no such cursor of so many partitions. */
    public static Optional<FeedCursor> parse(String text, int partitions) {
        String[] parts = text.split(",", partitions + 1);
        if (parts.length != partitions) {
            return Optional.empty();
        }
        List<FeedId> ids = new ArrayList<>();
        for (String part : parts) {
            FeedId.parse(part).ifPresent(ids::add);
        }
        return ids.size() == partitions ? Optional.of(new FeedCursor(ids)) : Optional.empty();
    }

    FeedCursor advance(int partition, FeedId id) {
        List<FeedId> moved = new ArrayList<>(last);
        moved.set(partition, id);
        return new FeedCursor(moved);
    }

    @Override
    public String toString() {
        return last.stream().map(FeedId::toString).collect(Collectors.joining(","));
    }
}
