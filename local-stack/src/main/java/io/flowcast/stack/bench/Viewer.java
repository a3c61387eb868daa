package io.flowcast.stack.bench;

import java.nio.channels.SocketChannel;

/**
 * One open stream and what came over it: which events of its story, how often, how late. Nothing but the number of each
 * event is looked at, since thousands of viewers share a core with Redis. Of its audience's thread.
 */
final class Viewer {

    private final Story story;
    private final SocketChannel channel;
    /** How many events had come before it: its cursor. */
    private final int after;

    private final int attempt;
    private final long notBefore;
    private boolean open;
    private int last;
    private long missing;
    private long duplicates;
    /** How much of the marker has matched; all of it while the number is read. */
    private int matched;

    private int number;

    /**
     * Is not connected yet.
     *
     * @param attempt its number, from 1
     * @param notBefore the {@link System#nanoTime()} at which it may be made
     */
    Viewer(Story story, SocketChannel channel, int after, int attempt, long notBefore) {
        this.story = story;
        this.channel = channel;
        this.after = after;
        this.attempt = attempt;
        this.notBefore = notBefore;
        this.last = after;
    }

    /** The next attempt of one who was refused. */
    Viewer again(SocketChannel fresh, long from) {
        return new Viewer(story, fresh, after, attempt + 1, from);
    }

    int attempt() {
        return attempt;
    }

    long notBefore() {
        return notBefore;
    }

    Story story() {
        return story;
    }

    SocketChannel channel() {
        return channel;
    }

    int after() {
        return after;
    }

    boolean open() {
        return open;
    }

    void opened() {
        open = true;
    }

    /** The number of the last event that came. */
    int last() {
        return last;
    }

    long duplicates() {
        return duplicates;
    }

    /** Events that should have come by now, were the story over. */
    long missing() {
        return missing + Math.max(0, story.last() - last);
    }

    /**
     * Takes what was read.
     *
     * @param marker what stands before the number of each event
     * @param latencies where it is counted how late each was
     */
    int take(byte[] bytes, int length, byte[] marker, Latencies latencies) {
        long now = System.nanoTime();
        int events = 0;
        int at = matched;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (at == marker.length) {
                if (b >= '0' && b <= '9') {
                    number = number * 10 + b - '0';
                    continue;
                }
                events++;
                saw(number, now, latencies);
                at = 0;
            }
            if (b == marker[at]) {
                at++;
                number = 0;
            } else {
                at = b == marker[0] ? 1 : 0;
            }
        }
        matched = at;
        return events;
    }

    private void saw(int seq, long now, Latencies latencies) {
        if (seq <= last) {
            duplicates++;
            return;
        }
        missing += seq - last - 1;
        last = seq;
        latencies.add(now - story.published(seq));
    }
}
