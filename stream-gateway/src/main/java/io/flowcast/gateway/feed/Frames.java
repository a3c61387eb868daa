package io.flowcast.gateway.feed;

import io.flowcast.events.StreamEvents;
import io.flowcast.gateway.hub.Chunk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The frames of the feed. */
final class Frames {

    private Frames() {}

    /** Those changes that the filter takes, each with the cursor up to it; empty where it takes none. */
    static Optional<Chunk> of(List<Change> changes, FeedCursor from, ChangeFilter filter) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        FeedCursor cursor = from;
        for (Change change : changes) {
            cursor = cursor.advance(change.partition(), change.id());
            if (filter.takes(change)) {
                frames.writeBytes(bytes("id: " + cursor + "\n"));
                frames.writeBytes(change.block());
            }
        }
        return frames.size() == 0 ? Optional.empty() : Optional.of(Chunk.of(frames.toByteArray()));
    }

    /** What a change looks like but for its id. */
    static byte[] block(String json) {
        return bytes("event: " + StreamEvents.CHANGED + "\ndata: " + json + "\n\n");
    }

    /** @param list an object on one line */
    static Chunk snapshot(FeedCursor at, String reason, String list) {
        String data = "{\"type\":\"" + StreamEvents.LIST + "\",\"reason\":\"" + reason + "\"," + list.substring(1);
        return Chunk.of(bytes("id: " + at + "\nevent: " + StreamEvents.LIST + "\ndata: " + data + "\n\n"));
    }

    /** A sign of life that moves the client's cursor on: a block without data is no event (WHATWG HTML, 9.2.6). */
    static Chunk keepalive(FeedCursor at) {
        return Chunk.of(bytes(": keepalive\nid: " + at + "\n\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
