package io.flowcast.conformance.rule;

import io.flowcast.conformance.stream.Block;
import io.flowcast.conformance.stream.EventStreamParser;
import io.flowcast.conformance.wire.Body;
import io.flowcast.conformance.wire.Head;
import io.flowcast.conformance.wire.Http1;
import io.flowcast.conformance.wire.SilenceException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** An answer, taken in as it comes. Used by one thread at a time. */
final class Recording implements AutoCloseable {
    /** Of a stream without end or silence, enough has been seen. */
    private static final int ENOUGH_BYTES = 1 << 20;

    private final Http1 connection;
    private final Head head;
    private final Body body;
    private final EventStreamParser parser = new EventStreamParser();
    private final long begun = System.nanoTime();
    private int bytes;

    Recording(Http1 connection, String method) throws IOException {
        this.connection = connection;
        head = connection.head();
        body = connection.body(head, method);
    }

    Head head() {
        return head;
    }

    Body body() {
        return body;
    }

    Http1 connection() {
        return connection;
    }

    EventStreamParser parser() {
        return parser;
    }

    int bytes() {
        return bytes;
    }

    /** Those that clients would see. */
    List<Block> events() {
        return parser.blocks().stream().filter(Block::dispatches).toList();
    }

    List<Block> eventsWithIds() {
        return events().stream().filter(event -> event.id().isPresent()).toList();
    }

    List<String> ids() {
        return eventsWithIds().stream().map(event -> event.id().orElseThrow()).toList();
    }

    Optional<Block> firstEvent() {
        return events().stream().findFirst();
    }

    /** Reads on until it is quiet for so long, or over; of one that is never quiet no longer than patience lasts. */
    Recording untilQuiet(Duration silence, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!body.ended() && bytes < ENOUGH_BYTES && System.nanoTime() < deadline) {
            try {
                take(silence);
            } catch (SilenceException quiet) {
                return this;
            }
        }
        return this;
    }

    /** Reads on until that is so, or it is over, or patience is; and says whether it is so. */
    boolean until(Predicate<Recording> that, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!that.test(this)) {
            Duration rest = Duration.ofNanos(deadline - System.nanoTime());
            if (body.ended() || rest.isNegative()) {
                return false;
            }
            try {
                take(rest);
            } catch (SilenceException quiet) {
                return that.test(this);
            }
        }
        return true;
    }

    private void take(Duration wait) throws IOException {
        byte[] more = body.read(wait);
        bytes += more.length;
        parser.feed(more);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    boolean isStream() {
        return head.status() == 200 && head.mediaType().equals("text/event-stream");
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
