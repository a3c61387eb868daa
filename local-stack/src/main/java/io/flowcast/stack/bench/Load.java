package io.flowcast.stack.bench;

import io.flowcast.stack.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps so many executions under way: one that has ended makes room for the next. Ends are counted by the size of an index,
 * which costs Redis next to nothing.
 */
final class Load implements AutoCloseable {

    /** Executions of merged steps are short: without many connections there are never many under way. */
    private static final int CONNECTIONS = 64;

    private static final Duration STALL = Duration.ofSeconds(20);

    private final RedisLink redis;
    private final Semaphore room;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private volatile boolean stopping;

    Load(int port, String body, RedisServer server, int inFlight) throws IOException {
        redis = new RedisLink(server);
        room = new Semaphore(inFlight);
        // Before the first submission: what ended uncounted would hold its room for ever.
        long before = ended(redis);
        for (int i = 0; i < CONNECTIONS; i++) {
            Submissions submissions = new Submissions(port, body);
            threads.add(Thread.ofPlatform().name("bench-submit").daemon().start(() -> submit(submissions)));
        }
        threads.add(Thread.ofPlatform().name("bench-count").daemon().start(() -> count(before)));
    }

    /** Lets it run for so long; where something went wrong, says so. */
    void run(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(Math.min(100, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
            Exception wrong = failure.get();
            if (wrong != null) {
                throw new IllegalStateException("the load broke off: " + wrong.getMessage(), wrong);
            }
        }
    }

    private void submit(Submissions submissions) {
        try (submissions) {
            while (!stopping) {
                if (room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                    submissions.submit();
                }
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(long before) {
        try {
            long known = before;
            long since = System.nanoTime();
            while (!stopping) {
                TimeUnit.MILLISECONDS.sleep(2);
                long now = ended(redis);
                if (now > known) {
                    room.release(Math.toIntExact(now - known));
                    known = now;
                    since = System.nanoTime();
                } else if (System.nanoTime() - since > STALL.toNanos()) {
                    throw new IOException("no execution ended for " + STALL.toSeconds() + " s");
                }
            }
        } catch (IOException e) {
            failure.compareAndSet(null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many have completed since Redis is empty. */
    static long ended(RedisLink redis) throws IOException {
        return redis.number("ZCARD", "flow:{0}:index:completed");
    }

    @Override
    public void close() {
        stopping = true;
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(15));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        redis.close();
    }
}
