package io.flowcast.executor.engine;

import io.flowcast.events.Progress;
import io.flowcast.executor.store.ClusterClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets through so much of what one attempt tells of its progress that it floods neither stream nor log: one a second, and
 * ever fewer the longer it runs, so that a day makes some five hundred events. Thread-safe.
 */
final class ProgressGate {

    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** After this long each pause is this part of the time that has passed. */
    private static final int PARTS = 60;

    private final ClusterClock clock;
    private final Listener listener;
    /** Epoch milliseconds; guarded by this. */
    private long since = -1;
    /** Epoch milliseconds; guarded by this. */
    private long next;
    /** What was not let through yet; guarded by this. */
    private @Nullable Progress held;
    /** Guarded by this. */
    private @Nullable String heldMessage;

    interface Listener {
        void progress(Progress progress, @Nullable String message);
    }

    ProgressGate(ClusterClock clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** Goes on as another one left off: what {@link #state} gave there. */
    synchronized void goOn(String state) {
        int space = state.indexOf(' ');
        since = Long.parseLong(state.substring(0, space));
        next = Long.parseLong(state.substring(space + 1));
    }

    synchronized String state() {
        return since + " " + next;
    }

    /** Tells it now, or keeps it to be told at the end where nothing newer comes. */
    synchronized void tell(Progress progress, @Nullable String message) {
        long now = clock.now();
        if (since < 0) {
            since = now;
        }
        if (now < next) {
            held = progress;
            heldMessage = message;
            return;
        }
        held = null;
        heldMessage = null;
        next = now + Math.max(SHORTEST.toMillis(), (now - since) / PARTS);
        listener.progress(progress, message);
    }

    /** Tells what was kept back. */
    synchronized void close() {
        if (held != null) {
            listener.progress(held, heldMessage);
            held = null;
        }
    }
}
