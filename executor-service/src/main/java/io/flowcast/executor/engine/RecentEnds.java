package io.flowcast.executor.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The runs that wrote the end of their execution, or gave it back, within the last seconds, so many at most. Thread-safe. */
final class RecentEnds {

    /** Longer than Redis may lose of what it acknowledged: a second with {@code appendfsync everysec}, a lag of replicas. */
    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final int AT_MOST = 1_000;

    private record Ended(ExecutionRun run, long at) {}

    /** Guarded by this. */
    private final Deque<Ended> ends = new ArrayDeque<>();

    synchronized void add(ExecutionRun run) {
        ends.addLast(new Ended(run, System.nanoTime()));
        prune();
    }

    synchronized List<ExecutionRun> all() {
        prune();
        return ends.stream().map(Ended::run).toList();
    }

    private void prune() {
        long oldest = System.nanoTime() - KEPT.toNanos();
        while (ends.size() > AT_MOST || (!ends.isEmpty() && ends.getFirst().at() - oldest < 0)) {
            ends.removeFirst();
        }
    }
}
