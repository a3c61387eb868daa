package io.flowcast.stack.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of streams, read by one thread as cheaply as can be. Public methods are for one other thread, which they keep
 * waiting.
 */
final class Audience implements AutoCloseable {

    private static final int AT_ONCE = 128;
    private static final int BUFFER = 1 << 18;
    private static final int TICK_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Before one who was refused asks again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    /**
     * Whom it watches.
     *
     * @param path of a story's stream, before its id
     * @param marker what stands before the number of each event
     * @param attempts how often each asks at most, where it is refused
     */
    record Stage(String host, int port, String path, String marker, int attempts) {

        static Stage flowcast(int port) {
            return new Stage("127.0.0.1", port, "/api/workflow/executions/%s/stream", "\nid: ", 1);
        }
    }

    /**
     * What came so far.
     *
     * @param missing events of the stories told so far that did not come, over all connections
     * @param refused attempts that failed and were made again
     * @param lost connections that ended
     */
    record Tally(int open, long events, long missing, long duplicates, int refused, int lost, Latencies latencies) {}

    private final Stage stage;
    private final byte[] marker;
    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    // The rest is the thread's alone.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] bytes = new byte[BUFFER];
    private final List<Viewer> viewers = new ArrayList<>();
    private final Queue<Viewer> toOpen = new ArrayDeque<>();
    /** Those who were refused, the first first. */
    private final Queue<Viewer> toOpenAgain = new ArrayDeque<>();

    private Latencies latencies = new Latencies();
    private int opening;
    private int open;
    private int refused;
    private int lost;
    private long events;
    private @Nullable String failure;

    Audience(Stage stage) throws IOException {
        this.stage = stage;
        this.marker = stage.marker().getBytes(StandardCharsets.US_ASCII);
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("bench-audience").daemon().start(this::loop);
    }

    /**
     * One more stream of each of these stories, in this order; returns when all are open.
     *
     * @param after the cursor of each; 0 for none
     */
    Duration open(List<Story> stories, IntUnaryOperator after) throws InterruptedException {
        long start = System.nanoTime();
        int before = call(() -> {
            int known = open + lost;
            for (int i = 0; i < stories.size(); i++) {
                toOpen.add(new Viewer(stories.get(i), channel(), after.applyAsInt(i), 1, 0));
            }
            return known;
        });
        await("all streams open", () -> call(() -> open + lost) >= before + stories.size());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static SocketChannel channel() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot have so many connections: see ulimit -n", e);
        }
    }

    /** Waits until every stream has all events that there are, or nothing has come for ten seconds, or for a minute. */
    void settle() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long quietSince = System.nanoTime();
        long known = -1;
        while (System.nanoTime() < end && call(() -> viewers.stream().anyMatch(viewer -> viewer.missing() > 0))) {
            long now = call(() -> events);
            if (now != known) {
                known = now;
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince > TimeUnit.SECONDS.toNanos(10)) {
                return;
            }
            Thread.sleep(20);
        }
    }

    /** Latencies count from here on. */
    void reset() {
        call(() -> latencies = new Latencies());
    }

    Tally tally() {
        return call(() -> new Tally(
                open,
                events,
                viewers.stream().mapToLong(Viewer::missing).sum(),
                viewers.stream().mapToLong(Viewer::duplicates).sum(),
                refused,
                lost,
                latencies));
    }

    /** Why the first of the refused or lost connections was so. */
    @Nullable
    String failure() {
        return call(() -> java.util.Optional.ofNullable(failure)).orElse(null);
    }

    /** Drops all streams at once, without a goodbye. */
    void hangUp() {
        call(() -> {
            viewers.forEach(viewer -> drop(viewer.channel()));
            viewers.clear();
            open = 0;
            return viewers;
        });
    }

    @Override
    public void close() {
        hangUp();
        stopping = true;
        selector.wakeup();
        try {
            thread.join(PATIENCE);
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            Thread.sleep(2);
        }
    }

    private <T> T call(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        selector.wakeup();
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the audience does not answer: " + e.getMessage(), e);
        }
    }

    private void loop() {
        try {
            while (!stopping) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                while (opening < AT_ONCE && !toOpen.isEmpty()) {
                    connect(toOpen.remove());
                }
                long now = System.nanoTime();
                while (opening < AT_ONCE
                        && !toOpenAgain.isEmpty()
                        && toOpenAgain.element().notBefore() <= now) {
                    connect(toOpenAgain.remove());
                }
                selector.select(this::ready, TICK_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void connect(Viewer viewer) {
        opening++;
        viewers.add(viewer);
        SocketChannel channel = viewer.channel();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0); // no thousands of ports in TIME_WAIT
            boolean connected = channel.connect(new InetSocketAddress(stage.host(), stage.port()));
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, viewer);
            if (connected) {
                ask(viewer);
            }
        } catch (IOException e) {
            lose(viewer, "cannot connect: " + e.getMessage());
        }
    }

    private void ready(SelectionKey key) {
        if (!(key.attachment() instanceof Viewer viewer)) {
            return;
        }
        try {
            if (key.isConnectable()) {
                viewer.channel().finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                ask(viewer);
            } else {
                read(viewer);
            }
        } catch (IOException e) {
            lose(viewer, String.valueOf(e.getMessage()));
        }
    }

    private void ask(Viewer viewer) throws IOException {
        String request = request(stage, viewer.story(), viewer.after());
        viewer.channel().write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }

    /** What a browser would send, or little more than half of it. */
    static String request(Stage stage, Story story, int after) {
        String cursor = after > 0 ? "Last-Event-ID: " + Story.eventId(after) + "\r\n" : "";
        return "GET " + stage.path().formatted(story.id())
                + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + cursor + "\r\n";
    }

    private void read(Viewer viewer) throws IOException {
        buffer.clear();
        int length = viewer.channel().read(buffer);
        if (length < 0) {
            lose(viewer, "the server closed it");
            return;
        }
        buffer.flip().get(bytes, 0, length);
        if (!viewer.open() && length > 0) {
            if (!begins(bytes, length)) {
                lose(viewer, new String(bytes, 0, Math.min(length, 60), StandardCharsets.US_ASCII));
                return;
            }
            viewer.opened();
            opening--;
            open++;
        }
        events += viewer.take(bytes, length, marker, latencies);
    }

    private static boolean begins(byte[] bytes, int length) {
        return length >= OK.length && java.util.Arrays.equals(bytes, 0, OK.length, OK, 0, OK.length);
    }

    private void lose(Viewer viewer, String why) {
        failure = failure == null ? why : failure;
        drop(viewer.channel());
        if (viewer.open()) {
            open--;
            lost++;
            return;
        }
        opening--;
        if (viewer.attempt() < stage.attempts()) {
            refused++;
            viewers.remove(viewer);
            toOpenAgain.add(viewer.again(channel(), System.nanoTime() + PAUSE.toNanos()));
        } else {
            lost++;
        }
    }

    private static void drop(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
