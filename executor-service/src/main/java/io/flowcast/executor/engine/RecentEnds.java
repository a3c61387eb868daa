package io.flowcast.executor.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What wrote the end of its execution, or gave it back, within the last seconds: so many at most, and of so many bytes
 * in all; past that the oldest go. Thread-safe.
 */
final class RecentEnds<T> {

    /** Longer than Redis may lose of what it acknowledged: a second with {@code appendfsync everysec}, a lag of replicas. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int AT_MOST = 1_000;

    private record Ended<T>(T run, long bytes, long at) {}

    private final long mostBytes;
    /** Guarded by this. */
    private final Deque<Ended<T>> ends = new ArrayDeque<>();
    /** Of all that are kept; guarded by this. */
    private long bytes;

    RecentEnds(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** @param bytes that it takes, roughly */
    synchronized void add(T run, long bytes) {
        ends.addLast(new Ended<>(run, bytes, System.nanoTime()));
        this.bytes += bytes;
        prune();
    }

    synchronized List<T> all() {
        prune();
        return ends.stream().map(Ended::run).toList();
    }

    private void prune() {
        long oldest = System.nanoTime() - KEPT.toNanos();
        while (!ends.isEmpty()
                && (ends.size() > AT_MOST
                        || bytes > mostBytes
                        || ends.getFirst().at() - oldest < 0)) {
            bytes -= ends.removeFirst().bytes();
        }
    }
}
