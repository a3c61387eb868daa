package io.flowcast.conformance.server;

import java.util.concurrent.TimeUnit;

/** The events that there are: numbers from {@value #FIRST}, since those before are forgotten. Thread-safe. */
final class Story {
    static final int FIRST = 3;

    private int last = FIRST + 5; // guarded by this

    synchronized void add() {
        last++;
        notifyAll();
    }

    synchronized int last() {
        return last;
    }

    /** Waits for one after this. */
    synchronized void await(int after, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; last == after && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
    }

    static String event(int number) {
        return "id: " + number + "\nevent: tick\ndata: {\"number\": " + number + "}\n\n";
    }
}
