package io.flowcast.gateway.sse;

import io.flowcast.events.StreamEvents;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The frames that are not events of the log, as text. */
final class Frames {
    static final byte[] KEEPALIVE = bytes(": keepalive\n\n");

    static final byte[] SYNCED = bytes("event: " + StreamEvents.SYNCED + "\ndata: {}\n\n");

    private Frames() {}

    /** Sets the client's pause before it comes back; a block without data is no event. */
    static byte[] retry(long millis) {
        return bytes("retry: " + millis + "\n\n");
    }

    static byte[] reconnect(String reason, long retryMillis) {
        return bytes("retry: " + retryMillis + "\nevent: " + StreamEvents.RECONNECT + "\ndata: {\"reason\":\"" + reason
                + "\"}\n\n");
    }

    static byte[] heartbeat(@Nullable String last) {
        String id = last == null ? "null" : "\"" + last + "\"";
        return bytes("event: " + StreamEvents.HEARTBEAT + "\ndata: {\"lastEventId\":" + id + "}\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
