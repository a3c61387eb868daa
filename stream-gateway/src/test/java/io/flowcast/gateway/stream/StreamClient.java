package io.flowcast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads one stream as a browser would, and lets a test say what it expects next. */
final class StreamClient implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** One block of the stream; the end of the stream is one without anything. */
    record Block(
            @Nullable String id,
            @Nullable String event,
            @Nullable String data,
            @Nullable String retry,
            boolean comment) {
        static final Block END = new Block(null, null, null, null, false);

        boolean isEnd() {
            return equals(END);
        }

        boolean isEvent() {
            return event != null && data != null;
        }
    }

    private final HttpResponse<InputStream> response;
    private final LinkedBlockingQueue<Block> blocks = new LinkedBlockingQueue<>();

    /** Reads what some client got. */
    StreamClient(HttpResponse<InputStream> response) {
        this.response = response;
        Thread.ofVirtual().start(this::read);
    }

    static Request to(URI base, ExecutionId id) {
        return at(base, "/api/workflow/executions/" + id + "/stream");
    }

    static Request at(URI base, String path) {
        return new Request(base, path, "", true, Map.of());
    }

    record Request(URI base, String path, String query, boolean eventSource, Map<String, String> headers) {
        Request query(String query) {
            return new Request(base, path, query, eventSource, headers);
        }

        Request plain() {
            return new Request(base, path, query, false, headers);
        }

        Request after(Object lastEventId) {
            return header("Last-Event-ID", lastEventId.toString());
        }

        Request header(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Request(base, path, query, eventSource, more);
        }

        StreamClient open() {
            return open(Map.of());
        }

        StreamClient open(Map<String, String> more) {
            HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path + query));
            more.forEach(request::header);
            request.header("Accept", eventSource ? "text/event-stream" : "*/*");
            headers.forEach(request::header);
            try {
                return new StreamClient(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Whatever comes next, comments and retries as well. */
    Block nextBlock() {
        try {
            Block block = blocks.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(block).as("a block within %s", PATIENCE).isNotNull();
            return block;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next event of any type, or the end. */
    Block next() {
        Block block = nextBlock();
        while (!block.isEvent() && !block.isEnd()) {
            block = nextBlock();
        }
        return block;
    }

    Block expect(String type) {
        Block next = next();
        assertThat(next.event()).as("type of %s", next).isEqualTo(type);
        return next;
    }

    StreamClient expectEvents(List<EventMessage> events) {
        for (EventMessage event : events) {
            Block next = next();
            assertThat(next.id() + " " + next.event() + " " + next.data()).isEqualTo(event.toString());
        }
        return this;
    }

    StreamClient expectSynced() {
        Block next = next();
        while ("heartbeat".equals(next.event())) { // one may come first, on a machine with much else to do
            next = next();
        }
        assertThat(next.event()).as("type of %s", next).isEqualTo("stream.synced");
        return this;
    }

    /** Whatever comes before it. */
    void skipToSynced() {
        for (Block next = next(); !"stream.synced".equals(next.event()); next = next()) {
            assertThat(next.isEnd()).isFalse();
        }
    }

    void expectEnd() {
        assertThat(next()).isEqualTo(Block.END);
    }

    /** All events of the log up to the end, those of the stream itself left out. */
    List<String> idsToEnd() {
        List<String> ids = new ArrayList<>();
        for (Block block = next(); !block.isEnd(); block = next()) {
            if (block.id() != null) {
                ids.add(block.id());
            }
        }
        return ids;
    }

    String body() {
        try (InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        if (!header("Content-Type").startsWith("text/event-stream")) {
            return;
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(decoded(), StandardCharsets.UTF_8))) {
            String id = null;
            String event = null;
            String data = null;
            String retry = null;
            boolean comment = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    blocks.add(new Block(id, event, data, retry, comment));
                    id = event = data = retry = null;
                    comment = false;
                } else if (line.startsWith(":")) {
                    comment = true;
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.startsWith("retry: ")) {
                    retry = line.substring(7);
                } else {
                    throw new IllegalStateException("not a line of an event stream: " + line);
                }
            }
        } catch (IOException e) {
            // Closed, by us or by them: the end either way.
        }
        blocks.add(Block.END);
    }

    private InputStream decoded() throws IOException {
        if (!header("Content-Encoding").equals("gzip")) {
            return response.body();
        }
        return new GZIPInputStream(response.body()) {
            // It says that there is more though there may be none, and whoever believes it waits for it.
            @Override
            public int available() {
                return 0;
            }
        };
    }
}
