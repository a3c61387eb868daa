package io.flowcast.stack.bench;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * An execution that only the benchmark knows: its events, and when each was published. Told by one thread, watched by
 * others.
 */
final class Story {

    private static final int DATA = 200;
    private static final String PADDING = "x".repeat(DATA);
    private static final long FENCE = 1_764_000_000_000_000L;

    private final String id;
    private final AtomicLongArray published;
    private volatile int last;

    /**
     * Nothing of it is written yet.
     *
     * @param events how many it may have at most
     */
    Story(int number, int events) {
        this.id = String.format(Locale.ROOT, "wf_exec_0_01KAM%021d", number);
        this.published = new AtomicLongArray(events + 1);
    }

    String id() {
        return id;
    }

    /** The number of the event that was published last. */
    int last() {
        return last;
    }

    boolean full() {
        return last + 1 >= published.length();
    }

    /** {@link System#nanoTime()} when this event was handed to Redis. */
    long published(int seq) {
        return published.get(seq);
    }

    /** The next event is on its way from now on; gives its number. */
    int next() {
        int seq = last + 1;
        published.set(seq, System.nanoTime());
        last = seq;
        return seq;
    }

    static String eventId(int seq) {
        return seq + "-" + FENCE;
    }

    static String type(int seq) {
        return seq == 1 ? "workflow.started" : "node.log";
    }

    /** The data of an event, 200 characters of ASCII. */
    String data(int seq) {
        StringBuilder json = new StringBuilder(DATA)
                .append("{\"type\":\"")
                .append(type(seq))
                .append("\",\"executionId\":\"")
                .append(id)
                .append("\",\"seq\":")
                .append(seq)
                .append(",\"timestamp\":")
                .append(System.currentTimeMillis())
                .append(",\"nodeId\":\"work\",\"attempt\":1,\"message\":\"");
        json.append(PADDING, 0, Math.max(0, DATA - 2 - json.length()));
        return json.append("\"}").toString();
    }
}
