package io.flowcast.systemtests.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Many browsers on one thread: each follows one execution as EventSource does, comes back after the pause it was told, with
 * the id it got last, till it gets 204. What each has seen may be asked for once the crowd is gone.
 */
public final class Crowd implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** So many connect at a time, so that it is not the kernel's queue that is tested. */
    private static final int CONNECTING = 100;

    private final Selector selector;
    private final List<Viewer> viewers = new ArrayList<>();
    private final PriorityQueue<Viewer> pausing = new PriorityQueue<>(Comparator.comparingLong(viewer -> viewer.dueAt));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final AtomicInteger synced = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;
    private int connecting;

    /** A reconnection that the server asked for. */
    public record Farewell(long atNanos, String reason, long pauseMillis) {}

    private Crowd(int size, IntFunction<InetSocketAddress> where, IntFunction<String> executionId) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < size; i++) {
            viewers.add(new Viewer(executionId.apply(i), where.apply(i)));
        }
        pausing.addAll(viewers);
        thread = Thread.ofPlatform().name("crowd").daemon().start(this::run);
    }

    /** So many, the one of each number at that address and for that execution. */
    public static Crowd of(int size, IntFunction<InetSocketAddress> where, IntFunction<String> executionId) {
        return new Crowd(size, where, executionId);
    }

    public List<Viewer> viewers() {
        return List.copyOf(viewers);
    }

    /** How many have been told that they have caught up; any thread. */
    public int synced() {
        return synced.get();
    }

    /** How many have been told that nothing more follows; any thread. */
    public int done() {
        return done.get();
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Selector open = selector) {
            while (!closed) {
                connectThoseWhoAreDue();
                open.select(10);
                for (SelectionKey key : open.selectedKeys()) {
                    ((Viewer) key.attachment()).ready(key);
                }
                open.selectedKeys().clear();
            }
            for (Viewer viewer : viewers) {
                viewer.hangUp();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connectThoseWhoAreDue() throws IOException {
        long now = System.nanoTime();
        while (connecting < CONNECTING && !pausing.isEmpty() && pausing.peek().dueAt <= now) {
            pausing.remove().connect();
        }
    }

    /** One of them. Of the crowd's thread, until it is gone. */
    public final class Viewer {
        private enum Phase {
            CONNECTING,
            HEAD,
            CHUNK_SIZE,
            CHUNK,
            CHUNK_END,
            LAST_CHUNK,
            /** An answer of known length. */
            WHOLE
        }

        private final String executionId;
        private final InetSocketAddress where;
        private final List<Farewell> farewells = new ArrayList<>();
        private final List<String> faults = new ArrayList<>();
        /** The line of HTTP that is coming. */
        private final StringBuilder line = new StringBuilder();
        /** The line of the stream that is coming: it may be spread over chunks. */
        private final StringBuilder text = new StringBuilder();

        private @Nullable SocketChannel channel;
        private Phase phase = Phase.CONNECTING;
        private int status;
        private int left;
        private long pauseMillis = 3_000;
        private long dueAt = System.nanoTime();
        private boolean everSynced;

        private @Nullable String cursor;
        private long seq;
        private long digest;
        private int connections;

        private @Nullable String id;
        private @Nullable String event;
        private @Nullable String data;

        private Viewer(String executionId, InetSocketAddress where) {
            this.executionId = executionId;
            this.where = where;
        }

        public String executionId() {
            return executionId;
        }

        /** What it would tell nobody: gaps, duplicates, broken connections, answers that end an EventSource for ever. */
        public List<String> faults() {
            return faults;
        }

        public List<Farewell> farewells() {
            return farewells;
        }

        public int connections() {
            return connections;
        }

        /** How many events of the log it has had. */
        public long events() {
            return seq;
        }

        /** Of the ids it has had, in order: the same as {@link Crowd#digest} of the log's. */
        public long digest() {
            return digest;
        }

        private void connect() throws IOException {
            connections++;
            connecting++;
            phase = Phase.CONNECTING;
            SocketChannel fresh = SocketChannel.open();
            channel = fresh;
            fresh.configureBlocking(false);
            boolean already = fresh.connect(where);
            SelectionKey key = fresh.register(selector, SelectionKey.OP_CONNECT, this);
            if (already) {
                ready(key);
            }
        }

        private void ready(SelectionKey key) {
            SocketChannel live = (SocketChannel) key.channel();
            try {
                if (phase == Phase.CONNECTING) {
                    connecting--;
                    phase = Phase.HEAD;
                    live.finishConnect();
                    line.setLength(0);
                    text.setLength(0);
                    status = 0;
                    left = 0;
                    key.interestOps(SelectionKey.OP_READ);
                    live.write(ByteBuffer.wrap(request().getBytes(StandardCharsets.US_ASCII)));
                    return;
                }
                buffer.clear();
                int read = live.read(buffer);
                if (read < 0) {
                    broken("closed in " + phase);
                    return;
                }
                buffer.flip();
                while (buffer.hasRemaining() && channel != null) {
                    take((char) (buffer.get() & 0xff));
                }
            } catch (IOException e) {
                broken(String.valueOf(e.getMessage()));
            }
        }

        private String request() {
            return "GET /api/workflow/executions/" + executionId + "/stream HTTP/1.1\r\nHost: flowcast\r\n"
                    + "Accept: text/event-stream\r\n"
                    + (cursor == null ? "" : "Last-Event-ID: " + cursor + "\r\n") + "\r\n";
        }

        private void take(char next) {
            switch (phase) {
                case CONNECTING -> throw new IllegalStateException("not connected");
                case HEAD -> {
                    if (next != '\n') {
                        line.append(next);
                    } else {
                        head(line.toString().strip());
                        line.setLength(0);
                    }
                }
                case CHUNK_SIZE -> {
                    if (next != '\n') {
                        line.append(next);
                    } else {
                        left = Integer.parseInt(line.toString().strip(), 16);
                        line.setLength(0);
                        phase = left == 0 ? Phase.LAST_CHUNK : Phase.CHUNK;
                    }
                }
                case CHUNK -> {
                    text(next);
                    if (--left == 0) {
                        phase = Phase.CHUNK_END;
                    }
                }
                case WHOLE -> {
                    text(next);
                    if (--left == 0) {
                        hangUp();
                        pause();
                    }
                }
                case CHUNK_END -> {
                    if (next == '\n') {
                        phase = Phase.CHUNK_SIZE;
                    }
                }
                case LAST_CHUNK -> {
                    if (next == '\n') {
                        hangUp();
                        pause();
                    }
                }
            }
        }

        private void head(String header) {
            if (status == 0) {
                status = Integer.parseInt(header.split(" ", 3)[1]);
            } else if (header.isEmpty()) {
                switch (status) {
                    case 200 -> phase = left > 0 ? Phase.WHOLE : Phase.CHUNK_SIZE;
                    case 204 -> {
                        hangUp();
                        done.incrementAndGet();
                    }
                    default -> {
                        faults.add("status " + status);
                        hangUp();
                        done.incrementAndGet();
                    }
                }
            } else if (status == 200 && header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                // The farewell of one that is not let in: known to the end, so not in chunks.
                left = Integer.parseInt(header.substring(15).strip());
            }
        }

        /** The beginning of a line is enough. */
        private void text(char next) {
            if (next != '\n') {
                if (text.length() < 200) {
                    text.append(next);
                }
                return;
            }
            String whole = text.toString();
            text.setLength(0);
            if (whole.isEmpty()) {
                dispatch();
            } else if (whole.startsWith("id: ")) {
                id = whole.substring(4);
            } else if (whole.startsWith("event: ")) {
                event = whole.substring(7);
            } else if (whole.startsWith("data: ")) {
                data = whole.substring(6);
            } else if (whole.startsWith("retry: ")) {
                pauseMillis = Long.parseLong(whole.substring(7));
            }
        }

        private void dispatch() {
            if (id != null) {
                seen(id);
            } else if ("stream.synced".equals(event) && !everSynced) {
                everSynced = true;
                synced.incrementAndGet();
            } else if ("stream.reconnect".equals(event)) {
                farewells.add(new Farewell(System.nanoTime(), String.valueOf(data), pauseMillis));
            }
            id = null;
            event = null;
            data = null;
        }

        private void seen(String next) {
            long number = Long.parseLong(next.substring(0, next.indexOf('-')));
            if ("execution.snapshot".equals(event)) {
                faults.add("a snapshot: " + data);
            } else if (number != seq + 1) {
                faults.add("after " + cursor + " came " + next);
            }
            seq = number;
            cursor = next;
            digest = 31 * digest + next.hashCode();
        }

        private void broken(String how) {
            faults.add("the connection broke: " + how);
            hangUp();
            pause();
        }

        private void pause() {
            dueAt = System.nanoTime() + pauseMillis * 1_000_000;
            pausing.add(this);
        }

        private void hangUp() {
            SocketChannel live = channel;
            channel = null;
            if (live != null) {
                try {
                    live.close();
                } catch (IOException e) {
                    faults.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    /** Of these ids, as a viewer that has had them all has it. */
    public static long digest(List<String> ids) {
        long digest = 0;
        for (String id : ids) {
            digest = 31 * digest + id.hashCode();
        }
        return digest;
    }
}
