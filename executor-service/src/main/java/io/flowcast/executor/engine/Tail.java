package io.flowcast.executor.engine;

import io.flowcast.executor.intent.Notice;
import io.flowcast.executor.store.Restoration;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last events of an execution as its owner knows them, and what it asked of others along with them, so that what a failover lost can be written again: those of
 * the last minute, and at least a thousand. Used by the thread of the run alone.
 */
final class Tail {

    private static final int AT_LEAST = 1_000;
    private static final int AT_MOST = 10_000;
    private static final Duration KEPT = Duration.ofMinutes(1);

    private record Kept(long time, Restoration.Tail event) {}

    private record Sent(long time, Notice notice) {}

    private final Deque<Kept> events = new ArrayDeque<>();
    private final Deque<Sent> notices = new ArrayDeque<>();

    /** @param now epoch milliseconds */
    void add(long now, Restoration.Tail event) {
        events.addLast(new Kept(now, event));
        while (events.size() > AT_MOST
                || (events.size() > AT_LEAST && events.getFirst().time() < now - KEPT.toMillis())) {
            events.removeFirst();
        }
    }

    /** @param now epoch milliseconds */
    void add(long now, Notice notice) {
        notices.addLast(new Sent(now, notice));
        while (notices.size() > AT_LEAST || notices.getFirst().time() < now - KEPT.toMillis()) {
            notices.removeFirst();
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    List<Notice> notices() {
        return notices.stream().map(Sent::notice).toList();
    }

    List<Restoration.Tail> events() {
        return events.stream().map(Kept::event).toList();
    }
}
