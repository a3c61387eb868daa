package io.flowcast.stack.bench;

import io.flowcast.stack.redis.RedisServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as an executor does, state, log and PUBLISH in one transaction, but without its scripts: what Redis spends
 * on them is not what is measured here. Answers are read by a thread of their own, so that nothing waits for them.
 */
final class RedisAnnouncer implements Announcer {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final AtomicReference<@Nullable String> refusal = new AtomicReference<>();

    RedisAnnouncer(RedisServer server) throws IOException {
        socket.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        Thread.ofPlatform().name("bench-answers").daemon().start(() -> readAnswers(in));
    }

    /** The state of an execution that runs, and its first event. */
    void begin(Story story) throws IOException {
        command(
                "HSET",
                hash(story),
                "workflowId",
                "bench",
                "workflowName",
                "Bench",
                "version",
                "1",
                "status",
                "running",
                "startTime",
                Long.toString(System.currentTimeMillis()));
        announce(story);
    }

    @Override
    public void announce(Story story) throws IOException {
        int seq = story.next();
        String id = Story.eventId(seq);
        String events = Story.type(seq) + " " + story.data(seq);
        command("MULTI");
        command("HSET", hash(story), "lastId", id);
        command("XADD", "flow:{0}:log:" + story.id(), id, "events", events);
        command("PUBLISH", "flow:{0}:events:" + story.id(), id + "\n" + events);
        command("EXEC");
    }

    @Override
    public void flush() throws IOException {
        String wrong = refusal.get();
        if (wrong != null) {
            throw new IOException("Redis answered " + wrong);
        }
        pending.writeTo(socket.getOutputStream());
        pending.reset();
    }

    private static String hash(Story story) {
        return "flow:{0}:exec:" + story.id();
    }

    private void command(String... parts) {
        text("*" + parts.length + "\r\n");
        for (String part : parts) {
            text("$" + part.length() + "\r\n");
            text(part);
            text("\r\n");
        }
    }

    /** ASCII all of it, a byte a character. */
    private void text(String text) {
        pending.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void readAnswers(InputStream in) {
        byte[] bytes = new byte[1 << 16];
        boolean lineBegins = true;
        try {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                for (int i = 0; i < n; i++) {
                    if (lineBegins && bytes[i] == '-') {
                        refusal.compareAndSet(
                                null, new String(bytes, i, Math.min(100, n - i), StandardCharsets.US_ASCII));
                    }
                    lineBegins = bytes[i] == '\n';
                }
            }
        } catch (IOException closed) {
            // The end of the run.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
