package io.flowcast.stack.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Tells stories in turn, so many events a second in all, spread evenly. */
final class Pace {

    private static final long TICK_NANOS = 500_000;

    /** Whoever can't keep up is to be held up by what it writes to, not to gather without bound. */
    private static final int AT_ONCE = 200;

    private Pace() {}

    static void tell(Announcer announcer, List<Story> stories, double eventsPerSecond, Duration time)
            throws IOException {
        long start = System.nanoTime();
        long told = 0;
        for (long now = start; now - start < time.toNanos(); now = System.nanoTime()) {
            long due = (long) ((now - start) / 1e9 * eventsPerSecond);
            if (told < due) {
                for (long end = Math.min(due, told + AT_ONCE); told < end; told++) {
                    announcer.announce(stories.get((int) (told % stories.size())));
                }
                announcer.flush();
                continue;
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }
}
