package io.flowcast.systemtests.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one gateway, from its request to its end.
 *
 * @param url of the stream
 * @param cursor the {@code Last-Event-ID} that was sent, null for none
 * @param status of the answer; 0 where none came
 */
public record Connection(String url, @Nullable String cursor, int status, List<Frame> frames, End end) {

    public Connection {
        frames = List.copyOf(frames);
    }

    /** The events of the log that came over it. */
    public List<Frame> events() {
        return frames.stream().filter(Frame::isLogEvent).toList();
    }

    /** The frames that carry an id: events and snapshots. */
    public List<Frame> story() {
        return frames.stream().filter(frame -> frame.id() != null).toList();
    }

    /** Who ended it. */
    public enum End {
        /** The server closed in an orderly way. */
        SERVER,
        /** The client had enough. */
        CLIENT,
        /** It broke, or never came to be. */
        BROKEN
    }
}
