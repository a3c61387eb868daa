package io.flowcast.executor.store;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis with many requests under way at once: what is asked while the event loop is busy travels in one
 * write. Redis answers in order, so whoever sends what is answered slowly holds up all others.
 *
 * <p>A connection that is lost, or whose oldest request is not answered in time, is given up with all that was sent on it,
 * and opened again, after a growing pause with jitter. What is not sent yet waits for the outcome of the next try, and not
 * longer than an answer may take. Whether a request that failed took effect is not known; one of those that travelled with a refused one
 * may be sent twice. So all that is sent here has to be repeatable.
 *
 * <p>The same where Redis refuses a write because it is no primary any more, or its replicas have left it: by now another may
 * be the primary, to which a new connection leads. Not more often than pauses that grow allow, since it may be the same.
 *
 * <p>{@link #send} may be called by any thread and does not block; the answer completes on the client's event loop.
 */
final class Pipeline implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Pipeline.class);

    /** Sent and not sent yet; beyond it calls fail at once. */
    private static final int MOST = 10_000;
    /** Fewer than the client's own bound. */
    private static final int MOST_UNDER_WAY = 1_000;

    private static final int MOST_IN_ONE_WRITE = 64;
    private static final long LOOK_MILLIS = 100;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final Duration FIRST_TRUST = Duration.ofMillis(100);
    private static final Duration LONGEST_TRUST = Duration.ofSeconds(2);
    /** So long without a refusal, and the next one is as good as the first. */
    private static final Duration FORGIVEN_AFTER = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Redis redis;
    private final Duration timeout;
    private final DoubleSupplier jitter;
    private final Runnable onElsewhere;
    private final Runnable onBack;

    private final Queue<Call> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean drainAsked = new AtomicBoolean();
    private final long timer;
    /** The client's event loop, once known. */
    private volatile @Nullable Context loop;

    // Guarded by this; hardly ever by more than the event loop.
    private final Deque<Call> underWay = new ArrayDeque<>();
    private @Nullable RedisConnection connection;
    private boolean connecting;
    /** Whether there was a connection before. */
    private boolean wasThere;
    /** Counts connections, so that what belongs to an earlier one is told apart. */
    private long generation;

    private long pause = FIRST_PAUSE_MILLIS;
    /** When the connection was last given up for a refusal, and how long its successors are then believed. */
    private long doubtedAt = System.nanoTime() - FORGIVEN_AFTER.toNanos();

    private Duration trust = FIRST_TRUST;
    private boolean closed;

    /** One request, and its answer to be. */
    private static final class Call extends CompletableFuture<@Nullable Response> {
        final Request request;
        final long deadline;

        Call(Request request, long deadline) {
            this.request = request;
            this.deadline = deadline;
        }
    }

    /**
     * @param jitter in [0, 1): spreads the returns of many processes
     * @param onElsewhere told, on an event loop, when another server may be the primary by now
     * @param onBack told, on an event loop, when there is a connection again: whoever is there may have forgotten what the one before knew
     */
    Pipeline(Vertx vertx, Redis redis, Duration timeout, DoubleSupplier jitter, Runnable onElsewhere, Runnable onBack) {
        this.vertx = vertx;
        this.redis = redis;
        this.timeout = timeout;
        this.jitter = jitter;
        this.onElsewhere = onElsewhere;
        this.onBack = onBack;
        this.timer = vertx.setPeriodic(LOOK_MILLIS, id -> giveUpOnTheLate());
    }

    /**
     * Completes with the answer, null for nil, or fails: with an {@link ErrorType} where Redis refused, with a {@link
     * TimeoutException} where it did not answer in time, with an {@link IOException} where the connection was lost under it.
     */
    CompletableFuture<@Nullable Response> send(Request request) {
        Call call = new Call(request, System.nanoTime() + timeout.toNanos());
        if (open.incrementAndGet() > MOST) {
            fail(call, new IllegalStateException(MOST + " requests wait for Redis already"));
            return call;
        }
        waiting.add(call);
        if (drainAsked.compareAndSet(false, true)) {
            Context known = loop;
            if (known == null) {
                drain();
            } else {
                known.runOnContext(nothing -> drain());
            }
        }
        return call;
    }

    private synchronized void drain() {
        drainAsked.set(false);
        if (closed) {
            failAll("closed");
            return;
        }
        RedisConnection current = connection;
        if (current == null) {
            if (!connecting) {
                connect();
            }
            return;
        }
        List<Call> batch = new ArrayList<>();
        while (underWay.size() < MOST_UNDER_WAY) {
            Call next = waiting.poll();
            if (next != null && next.isDone()) {
                continue;
            }
            if (next != null) {
                batch.add(next);
                underWay.add(next);
            }
            if (batch.size() == MOST_IN_ONE_WRITE || (next == null && !batch.isEmpty())) {
                write(current, batch);
                batch = new ArrayList<>();
            }
            if (next == null) {
                return;
            }
        }
        if (!batch.isEmpty()) {
            write(current, batch);
        }
    }

    private void write(RedisConnection to, List<Call> batch) {
        long sentOn = generation;
        if (batch.size() == 1) {
            Call call = batch.getFirst();
            to.send(call.request).onComplete(answer -> answered(call, answer, sentOn));
            return;
        }
        to.batch(batch.stream().map(call -> call.request).toList()).onComplete(answers -> {
            if (answers.succeeded()) {
                answered(batch, answers.result());
            } else if (answers.cause() instanceof ErrorType) {
                // One or more were refused; the client does not say which.
                batch.forEach(call -> to.send(call.request).onComplete(answer -> answered(call, answer, sentOn)));
            } else {
                lost(sentOn, String.valueOf(answers.cause().getMessage()));
            }
        });
    }

    private synchronized void answered(List<Call> batch, List<@Nullable Response> answers) {
        for (int i = 0; i < batch.size(); i++) {
            done(batch.get(i));
            batch.get(i).complete(answers.get(i));
        }
        drainMore();
    }

    private synchronized void answered(Call call, AsyncResult<@Nullable Response> answer, long sentOn) {
        if (answer.failed() && !(answer.cause() instanceof ErrorType)) {
            lost(sentOn, String.valueOf(answer.cause().getMessage()));
            return;
        }
        done(call);
        if (answer.succeeded()) {
            call.complete(answer.result());
        } else {
            call.completeExceptionally(answer.cause());
            if (Refusals.fromNoPrimary(answer.cause())) {
                doubt(sentOn, String.valueOf(answer.cause().getMessage()));
            }
        }
        drainMore();
    }

    private void done(Call call) {
        // The first, but where a batch was sent anew.
        if (underWay.removeFirstOccurrence(call)) {
            open.decrementAndGet();
        }
    }

    /** There may be room again for what waits. */
    private void drainMore() {
        if (!waiting.isEmpty() && drainAsked.compareAndSet(false, true)) {
            drain();
        }
    }

    private void fail(Call call, Exception cause) {
        open.decrementAndGet();
        call.completeExceptionally(cause);
    }

    // --- The connection's life ---

    private void connect() {
        connecting = true;
        long attempt = ++generation;
        // A full Redis leaves a client hanging for ever.
        long patience = vertx.setTimer(timeout.toMillis(), id -> lost(attempt, "not connected in time"));
        redis.connect().onComplete(result -> {
            vertx.cancelTimer(patience);
            connected(attempt, result);
        });
    }

    private synchronized void connected(long attempt, AsyncResult<RedisConnection> result) {
        if (closed || attempt != generation) {
            if (result.succeeded()) {
                result.result().close();
            }
            return;
        }
        if (result.failed()) {
            lost(attempt, String.valueOf(result.cause().getMessage()));
            return;
        }
        RedisConnection opened = result.result();
        opened.endHandler(end -> lost(attempt, "connection closed"));
        opened.exceptionHandler(e -> lost(attempt, String.valueOf(e.getMessage())));
        connecting = false;
        connection = opened;
        pause = FIRST_PAUSE_MILLIS;
        loop = vertx.getOrCreateContext();
        drain();
        if (wasThere) {
            onBack.run();
        }
        wasThere = true;
    }

    private synchronized void lost(long which, String reason) {
        if (which != generation || closed) {
            return;
        }
        generation++;
        RedisConnection old = connection;
        connection = null;
        connecting = true;
        for (Call call : underWay) {
            fail(call, new IOException(reason));
        }
        underWay.clear();
        if (old == null) {
            // There is no Redis to wait for.
            failWaiting(reason);
        }
        LOG.debugf("connection to Redis lost (%s)", reason);
        if (old != null) {
            hangUp(old);
        }
        long rest = (long) (pause * (0.5 + jitter.getAsDouble()));
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        long lost = generation;
        vertx.setTimer(Math.max(1, rest), id -> again(lost));
    }

    /** Opens a new connection: this one may end at a server that is not the primary any more. */
    synchronized void renew(String reason) {
        if (connection != null) {
            lost(generation, reason);
        } else {
            reconsider(reason);
        }
    }

    /**
     * Where there is no connection, what waits for one is told to ask again, since another server may have what it asks for, and a
     * pause that has grown ends.
     */
    synchronized void reconsider(String reason) {
        if (closed || connection != null) {
            return;
        }
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            fail(call, new IOException(reason));
        }
        if (connecting) {
            pause = FIRST_PAUSE_MILLIS;
            connect();
        }
    }

    private void doubt(long which, String refusal) {
        long now = System.nanoTime();
        if (which != generation || now - doubtedAt < trust.toNanos()) {
            return;
        }
        boolean forgiven = now - doubtedAt >= FORGIVEN_AFTER.toNanos();
        Duration longer = trust.multipliedBy(2);
        trust = forgiven ? FIRST_TRUST : longer.compareTo(LONGEST_TRUST) < 0 ? longer : LONGEST_TRUST;
        doubtedAt = now;
        lost(which, refusal);
        onElsewhere.run();
    }

    private synchronized void again(long which) {
        if (!closed && which == generation) {
            connect();
        }
    }

    private void giveUpOnTheLate() {
        long now = System.nanoTime();
        for (Call call = waiting.peek(); call != null && call.deadline - now < 0; call = waiting.peek()) {
            if (waiting.remove(call)) {
                fail(call, new TimeoutException("no answer in time"));
            }
        }
        synchronized (this) {
            Call oldest = underWay.peek();
            if (oldest == null || oldest.deadline - now >= 0) {
                return;
            }
            // Nothing behind it is answered either: it is a connection that hangs, or a Redis.
            for (Call call : underWay) {
                fail(call, new TimeoutException("no answer in time"));
            }
            underWay.clear();
            lost(generation, "no answer in time");
        }
    }

    private void failWaiting(String reason) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            fail(call, new IllegalStateException(reason));
        }
    }

    private synchronized void failAll(String reason) {
        failWaiting(reason);
        underWay.forEach(call -> fail(call, new IllegalStateException(reason)));
        underWay.clear();
    }

    @Override
    public synchronized void close() {
        closed = true;
        vertx.cancelTimer(timer);
        failAll("closed");
        if (connection != null) {
            hangUp(connection);
            connection = null;
        }
    }

    /** The client closes a connection that was sent this, and puts any other back into its pool. */
    static void hangUp(RedisConnection connection) {
        connection.send(Request.cmd(Command.UNSUBSCRIBE)).onComplete(sent -> connection.close());
    }
}
