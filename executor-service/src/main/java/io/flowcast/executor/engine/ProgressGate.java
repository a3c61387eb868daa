package io.flowcast.executor.engine;

import io.flowcast.events.Progress;
import io.flowcast.executor.store.ClusterClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets through so much of what one attempt tells of its progress that it floods neither stream nor log: one a second, and
 * ever fewer the longer it runs, so that a day makes some five hundred events. What was kept back is told when its pause is
 * over, or the attempt. Thread-safe.
 */
final class ProgressGate {

    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** After this long each pause is this part of the time that has passed. */
    private static final int PARTS = 60;

    private final ClusterClock clock;
    private final Alarm alarm;
    private final Listener listener;
    /** Epoch milliseconds; guarded by this. */
    private long since = -1;
    /** Epoch milliseconds; guarded by this. */
    private long next;
    /** What was not let through yet; guarded by this. */
    private @Nullable Progress held;
    /** Guarded by this. */
    private @Nullable String heldMessage;
    /** While something is held; guarded by this. */
    private @Nullable Future<?> ringing;

    interface Listener {
        void progress(Progress progress, @Nullable String message);
    }

    /** Does something once, so many milliseconds from now, where it is not cancelled before. */
    interface Alarm {

        /** On a thread of its own. */
        Alarm REAL = (millis, what) -> {
            CompletableFuture<Boolean> passed =
                    new CompletableFuture<Boolean>().completeOnTimeout(true, millis, TimeUnit.MILLISECONDS);
            CompletableFuture<Void> _ =
                    passed.thenRunAsync(what, task -> Thread.ofVirtual().start(task));
            return passed;
        };

        Future<?> in(long millis, Runnable what);
    }

    ProgressGate(ClusterClock clock, Alarm alarm, Listener listener) {
        this.clock = clock;
        this.alarm = alarm;
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

    /** Tells it now, or keeps it to be told later where nothing newer comes. */
    synchronized void tell(Progress progress, @Nullable String message) {
        long now = clock.now();
        if (since < 0) {
            since = now;
        }
        if (now >= next) {
            drop();
            next = now + Math.max(SHORTEST.toMillis(), (now - since) / PARTS);
            listener.progress(progress, message);
            return;
        }
        held = progress;
        heldMessage = message;
        if (ringing == null) {
            ringing = alarm.in(next - now, this::rung);
        }
    }

    private synchronized void rung() {
        ringing = null;
        Progress late = held;
        if (late != null) {
            // Which tells it, or waits for the rest: this clock may be behind the alarm's.
            tell(late, heldMessage);
        }
    }

    /** Tells what was kept back. */
    synchronized void close() {
        Progress last = held;
        String message = heldMessage;
        drop();
        if (last != null) {
            listener.progress(last, message);
        }
    }

    /** Forgets what was kept back. */
    synchronized void drop() {
        held = null;
        heldMessage = null;
        if (ringing != null) {
            ringing.cancel(false);
            ringing = null;
        }
    }
}
