package io.flowcast.stack.bench;

import io.flowcast.stack.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * When each execution's last event reached a subscriber of its channel, whichever came first, the answer to the POST or the
 * event. Thread-safe.
 */
final class Ends implements AutoCloseable {

    private static final Pattern LAST = Pattern.compile("workflow\\.(completed|failed|cancelled)");

    private final RedisLink link;
    private final Map<String, CompletableFuture<Long>> ends = new ConcurrentHashMap<>();

    /** Listens to every execution of the one partition that the benchmarks use. */
    Ends(RedisServer redis) throws IOException {
        link = new RedisLink(redis);
        link.ask("PSUBSCRIBE", "flow:{0}:events:*");
        Thread.ofPlatform().daemon().name("bench-subscriber").start(this::listen);
    }

    /** Forgets what was seen. */
    void clear() {
        ends.clear();
    }

    /** Nanoseconds of this machine's monotonic clock at which it ended; waits for it. */
    long of(String executionId, Duration patience) throws InterruptedException {
        try {
            return ends.computeIfAbsent(executionId, id -> new CompletableFuture<>())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(executionId + " did not end within " + patience.toSeconds() + " s", e);
        }
    }

    private void listen() {
        try {
            while (true) {
                if (link.await() instanceof List<?> message && message.size() == 4) {
                    hear(message.get(2).toString(), message.get(3).toString());
                }
            }
        } catch (IOException closed) {
            // The end of the run.
        }
    }

    private void hear(String channel, String message) {
        if (message.isEmpty()) {
            return; // an executor that tries whether it may publish
        }
        String last = message.substring(message.lastIndexOf('\n') + 1);
        String type = last.substring(0, last.indexOf(' '));
        if (LAST.matcher(type).matches()) {
            long now = System.nanoTime();
            String id = channel.substring(channel.lastIndexOf(':') + 1);
            ends.computeIfAbsent(id, each -> new CompletableFuture<>()).complete(now);
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
