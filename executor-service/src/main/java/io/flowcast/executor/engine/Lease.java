package io.flowcast.executor.engine;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.store.Held;
import java.time.Duration;

/**
 * This process's hold on one execution. It is counted from when the call that got or prolonged it was sent, on the
 * monotonic clock, and so never longer than Redis counts it. Written by the thread of the run and by the one that renews;
 * read by both.
 */
final class Lease {

    private final ExecutionId id;
    private final long fence;
    private final Duration length;
    private volatile long sentAt;
    /** Written by the thread of the run alone. */
    private volatile EventId lastId;

    /** @param sentAt {@link System#nanoTime} at which the call that got it was sent */
    Lease(ExecutionId id, long fence, EventId lastId, Duration length, long sentAt) {
        this.id = id;
        this.fence = fence;
        this.lastId = lastId;
        this.length = length;
        this.sentAt = sentAt;
    }

    long fence() {
        return fence;
    }

    /** Id of the last event that is known to be written. */
    EventId lastId() {
        return lastId;
    }

    void advance(EventId written) {
        lastId = written;
    }

    Held held() {
        return new Held(id, fence, lastId);
    }

    void renewed(long sentAt) {
        this.sentAt = sentAt;
    }

    /** Whether this process held it, or got an answer that it does, so recently. */
    boolean wasHeldWithin(Duration time) {
        return System.nanoTime() - sentAt < time.toNanos();
    }

    /** Whether it may be over by now. */
    boolean mayBeOver() {
        return System.nanoTime() - sentAt >= length.toNanos();
    }
}
