package io.flowcast.systemtests.client;

import io.flowcast.systemtests.history.Frame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an event stream into frames (WHATWG HTML, section 9.2.6), keeping what EventSource would hide: comments,
 * and whether an id stood in the very frame. An unfinished frame at the end is dropped, as the standard wants.
 */
final class EventStreamReader {
    private final BufferedReader lines;
    private final Clock clock;

    EventStreamReader(InputStream stream, Clock clock) {
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.clock = clock;
    }

    /** The next frame, or null where the stream ended in an orderly way. */
    @Nullable
    Frame next() throws IOException {
        Block block = new Block();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isEmpty()) {
                block.add(line);
            } else if (!block.isEmpty()) {
                return block.frame(clock);
            }
        }
        return null;
    }

    private static final class Block {
        private @Nullable String id;
        private @Nullable String retry;
        private String event = "";
        private final List<String> data = new ArrayList<>();
        private final List<String> comments = new ArrayList<>();

        void add(String line) {
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String rest = colon < 0 ? "" : line.substring(colon + 1);
            String value = rest.startsWith(" ") ? rest.substring(1) : rest;
            switch (field) {
                case "" -> comments.add(value);
                case "id" -> id = value;
                case "event" -> event = value;
                case "data" -> data.add(value);
                case "retry" -> retry = value;
                default -> comments.add("unknown field: " + line);
            }
        }

        boolean isEmpty() {
            return id == null && retry == null && event.isEmpty() && data.isEmpty() && comments.isEmpty();
        }

        Frame frame(Clock clock) {
            return new Frame(id, event, String.join("\n", data), retry, comments, clock.instant());
        }
    }
}
