package io.flowcast.cli.stream;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts an event stream into frames, by the grammar of WHATWG HTML, section 9.2.5 and 9.2.6: any end of line, comments, fields
 * without a colon, a frame that the end of the stream cuts short is dropped. A frame has at most {@value #LARGEST} characters.
 * One thread reads; another may ask {@link #silentSince} and close.
 */
final class EventStreamReader implements Closeable {
    static final int LARGEST = 32 << 20;
    private static final int BYTE_ORDER_MARK = '\uFEFF';

    private final Reader characters;
    private final StringBuilder line = new StringBuilder();
    private boolean begun;
    private boolean afterReturn;
    private @Nullable Duration retry;
    /** Written by the reading thread alone. */
    private volatile long heardAt = System.nanoTime();

    EventStreamReader(InputStream stream) {
        this.characters = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    /** The next frame that has data, or null where the stream has ended. */
    @Nullable
    Frame next() throws IOException {
        String id = null;
        String event = "";
        StringBuilder data = new StringBuilder();
        boolean hasData = false;
        while (readLine()) {
            heardAt = System.nanoTime();
            if (line.isEmpty()) {
                if (hasData) {
                    return new Frame(id, event.isEmpty() ? "message" : event, data.toString());
                }
                // An id that came without data is that of the next frame.
                event = "";
                continue;
            }
            int colon = line.indexOf(":");
            String field = colon < 0 ? line.toString() : line.substring(0, colon);
            switch (field) {
                case "id" -> id = value(colon).indexOf('\0') < 0 ? value(colon) : id;
                case "event" -> event = value(colon);
                case "data" -> {
                    data.append(hasData ? "\n" : "").append(value(colon));
                    hasData = true;
                    bound(data.length());
                }
                case "retry" -> readRetry(value(colon));
                default -> {
                    // A comment, which begins with the colon, or a field that the standard does not know.
                }
            }
        }
        return null;
    }

    /** How long the server last asked to wait before coming back. */
    Optional<Duration> retry() {
        return Optional.ofNullable(retry);
    }

    /** When the last line came, comments included, on the clock of {@link System#nanoTime}. */
    long silentSince() {
        return heardAt;
    }

    private String value(int colon) {
        int from = colon < 0 ? line.length() : colon + 1;
        return line.substring(from < line.length() && line.charAt(from) == ' ' ? from + 1 : from);
    }

    private void readRetry(String value) {
        if (value.matches("[0-9]{1,9}")) {
            retry = Duration.ofMillis(Long.parseLong(value));
        }
    }

    /** Whether a line, which its end of line has ended, is in {@link #line}. */
    private boolean readLine() throws IOException {
        line.setLength(0);
        for (int read = characters.read(); read >= 0; read = characters.read()) {
            boolean mark = !begun && read == BYTE_ORDER_MARK;
            begun = true;
            boolean rest = afterReturn && read == '\n';
            afterReturn = read == '\r';
            if (mark || rest) {
                continue;
            }
            if (read == '\r' || read == '\n') {
                return true;
            }
            line.append((char) read);
            bound(line.length());
        }
        return false;
    }

    private static void bound(int length) throws IOException {
        if (length > LARGEST) {
            throw new IOException("an event of more than " + LARGEST + " characters");
        }
    }

    @Override
    public void close() throws IOException {
        characters.close();
    }
}
