package io.flowcast.gateway.hub;

import io.flowcast.events.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a hub's frames have come, and the last of them: kept only while somebody reads the log and will want what came
 * meanwhile, so that an idle hub holds none. The frames are dense.
 */
final class Ring {
    private static final int SMALL = 64;
    private static final int SMALL_BYTES = 32 << 10;

    private final int capacity;
    private final int byteCapacity;
    private final List<Frame> frames = new ArrayList<>();
    /** The event before the first frame; null where that is not known. */
    private @Nullable EventId base;

    private int bytes;

    Ring(int capacity, int byteCapacity) {
        this.capacity = capacity;
        this.byteCapacity = byteCapacity;
    }

    /** The id of the last event; null where nothing is known. */
    @Nullable
    EventId end() {
        return frames.isEmpty() ? base : frames.getLast().id();
    }

    /** Begins anew, right after this event. */
    void restart(@Nullable EventId after) {
        drop();
        base = after;
    }

    /** Adds the next one; {@code keep} says whether anybody may ask for it. */
    void add(Frame frame, boolean keep) {
        if (!keep || frames.size() == capacity || bytes > byteCapacity) {
            EventId end = end();
            drop();
            base = keep ? end : frame.id();
        }
        if (keep) {
            frames.add(frame);
            bytes += frame.bytes().length;
        }
    }

    /** Drops what nobody will ask for. */
    void trim() {
        base = end();
        drop();
    }

    /**
     * Takes in what a read of the log has brought, where these frames go on from its end: from now on they reach further back.
     *
     * @param before what the read was to follow; null for the beginning
     */
    void learn(@Nullable EventId before, List<Frame> read) {
        EventId end = read.isEmpty() ? before : read.getLast().id();
        if (end == null || from(before).isPresent()) {
            return;
        }
        after(end).ifPresent(since -> {
            List<Frame> all = new ArrayList<>(read);
            all.addAll(since);
            int size = all.stream().mapToInt(frame -> frame.bytes().length).sum();
            if (small(all.size(), size)) {
                drop();
                base = before;
                frames.addAll(all);
                bytes = size;
            }
        });
    }

    /** Whether it is little enough to be kept for those who may come. */
    boolean small() {
        return small(frames.size(), bytes);
    }

    private static boolean small(int frames, int bytes) {
        return frames <= SMALL && bytes <= SMALL_BYTES;
    }

    /** As {@link #after}; null stands for the beginning of the log. */
    Optional<List<Frame>> from(@Nullable EventId id) {
        if (id != null) {
            return after(id);
        }
        return !frames.isEmpty() && frames.getFirst().id().seq() == 1 ? Optional.of(frames) : Optional.empty();
    }

    private void drop() {
        frames.clear();
        bytes = 0;
    }

    /** What follows this event, or empty where these frames cannot say. */
    Optional<List<Frame>> after(EventId id) {
        if (id.equals(base) || (!frames.isEmpty() && frames.getFirst().follows(id))) {
            return Optional.of(frames);
        }
        if (frames.isEmpty()) {
            return Optional.empty();
        }
        long place = id.seq() - frames.getFirst().id().seq();
        if (place < 0 || place >= frames.size() || !frames.get((int) place).id().equals(id)) {
            return Optional.empty();
        }
        return Optional.of(frames.subList((int) place + 1, frames.size()));
    }
}
