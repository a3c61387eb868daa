package io.flowcast.executor.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What wrote the end of its execution, or gave it back, within the last seconds: so many at most, and of so many bytes
 * in all; past that the oldest go. Time in which the store does not answer does not count: however long a failover takes, what
 * was written just before is still here when it is over. Thread-safe.
 */
final class RecentEnds<T> {

    /** Longer than Redis may lose of what it acknowledged: a second with {@code appendfsync everysec}, a lag of replicas. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    /** Answers come once a second or more often; where they do not, no more time than this has passed. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private static final int AT_MOST = 1_000;

    /** @param at by {@link #passed} */
    private record Ended<T>(T run, long bytes, long at) {}

    private final long mostBytes;
    private final LongSupplier nanoTime;
    /** Guarded by this. */
    private final Deque<Ended<T>> ends = new ArrayDeque<>();
    /** Of all that are kept; guarded by this. */
    private long bytes;
    /** Nanoseconds in which the store answered; guarded by this. */
    private long passed;
    /** When it last did; guarded by this. */
    private long answeredAt;

    RecentEnds(long mostBytes, LongSupplier nanoTime) {
        this.mostBytes = mostBytes;
        this.nanoTime = nanoTime;
        this.answeredAt = nanoTime.getAsLong();
    }

    /** @param bytes that it takes, roughly */
    synchronized void add(T run, long bytes) {
        ends.addLast(new Ended<>(run, bytes, passed));
        this.bytes += bytes;
        prune();
    }

    /** The store took something just now. */
    synchronized void answered() {
        long now = nanoTime.getAsLong();
        passed += Math.min(now - answeredAt, STEP.toNanos());
        answeredAt = now;
        prune();
    }

    synchronized List<T> all() {
        return ends.stream().map(Ended::run).toList();
    }

    private void prune() {
        while (!ends.isEmpty()
                && (ends.size() > AT_MOST
                        || bytes > mostBytes
                        || passed - ends.getFirst().at() > KEPT.toNanos())) {
            bytes -= ends.removeFirst().bytes();
        }
    }
}
