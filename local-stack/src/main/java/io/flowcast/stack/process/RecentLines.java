package io.flowcast.stack.process;

import java.util.ArrayDeque;
import java.util.List;

/** The last lines of a log, bounded, so that a chatty child costs no memory. Safe for many threads. */
public final class RecentLines {
    private static final int LIMIT = 20_000;

    /** Guarded by this. */
    private final ArrayDeque<String> lines = new ArrayDeque<>();

    public synchronized void add(String line) {
        if (lines.size() == LIMIT) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    public synchronized List<String> all() {
        return List.copyOf(lines);
    }
}
