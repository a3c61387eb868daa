package io.flowcast.executor.store;

import io.flowcast.redis.Routes;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A subscription on a Redis connection of its own, opened again after every loss. The connection is never sent anything
 * but its one SUBSCRIBE: the client would take messages for answers. Everything happens on event loops.
 */
public final class BellSubscription implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BellSubscription.class);

    /** To connect and be subscribed; a full Redis leaves a client hanging for ever. */
    private static final long ATTEMPT_MILLIS = 5_000;

    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;

    private final Vertx vertx;
    private final Routes redis;
    private final List<String> channels;
    private final Consumer<String> listener;
    private final Rights rights;
    private final DoubleSupplier jitter;

    // Guarded by this.
    private @Nullable Attempt current;
    private long wait = FIRST_WAIT_MILLIS;
    private boolean closed;

    BellSubscription(
            Vertx vertx,
            Routes redis,
            List<String> channels,
            Consumer<String> listener,
            Rights rights,
            DoubleSupplier jitter) {
        this.vertx = vertx;
        this.redis = redis;
        this.channels = channels;
        this.listener = listener;
        this.rights = rights;
        this.jitter = jitter;
    }

    synchronized void open() {
        if (!closed) {
            Attempt attempt = new Attempt();
            current = attempt;
            attempt.start();
        }
    }

    /** The server that it is at may not be the primary any more. */
    void reopen() {
        Attempt open;
        synchronized (this) {
            open = current;
        }
        if (open != null) {
            lost(open, "another server may be the primary");
        }
    }

    @Override
    public void close() {
        Attempt open;
        synchronized (this) {
            closed = true;
            open = current;
            current = null;
        }
        if (open != null) {
            open.hangUp();
        }
    }

    private void lost(Attempt attempt, String reason) {
        long pause;
        synchronized (this) {
            if (current != attempt) {
                return;
            }
            current = null;
            pause = (long) (wait * (0.5 + jitter.getAsDouble()));
            wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
        }
        LOG.debugf("bell subscription lost (%s), opened again in %d ms", reason, pause);
        attempt.hangUp();
        vertx.setTimer(Math.max(1, pause), timer -> open());
    }

    private synchronized void subscribed() {
        wait = FIRST_WAIT_MILLIS;
    }

    private synchronized boolean isCurrent(Attempt attempt) {
        return current == attempt;
    }

    /** One connection, from the first try to its loss. */
    private final class Attempt {

        private final long timer = vertx.setTimer(ATTEMPT_MILLIS, id -> lost(this, "not subscribed in time"));
        private volatile @Nullable RedisConnection connection;
        private int acknowledged; // the connection's event loop only

        void start() {
            redis.connect().onComplete(this::connected);
        }

        private void connected(AsyncResult<RedisConnection> result) {
            if (result.failed()) {
                lost(this, String.valueOf(result.cause().getMessage()));
                return;
            }
            RedisConnection opened = result.result();
            connection = opened;
            opened.handler(this::received);
            opened.endHandler(end -> lost(this, "connection closed"));
            opened.exceptionHandler(e -> lost(this, String.valueOf(e.getMessage())));
            Request subscribe = Request.cmd(Command.SUBSCRIBE);
            channels.forEach(subscribe::arg);
            opened.send(subscribe).onFailure(this::refused);
            if (!isCurrent(this)) {
                hangUp();
            }
        }

        private void refused(Throwable failure) {
            String words = String.valueOf(failure.getMessage());
            if (Refusals.ofRights(failure)) {
                rights.refuse("SUBSCRIBE", words);
            }
            lost(this, words);
        }

        private void received(Response message) {
            if (message instanceof ErrorType error) {
                // The answer to its SUBSCRIBE: the client takes whatever comes on this connection for a message.
                refused(error);
                return;
            }
            String kind = message.get(0).toString();
            if (kind.equals("message")) {
                listener.accept(message.get(2).toString());
            } else if (kind.equals("subscribe") && ++acknowledged == channels.size()) {
                vertx.cancelTimer(timer);
                subscribed();
                rights.grant("SUBSCRIBE");
                listener.accept("");
            }
        }

        void hangUp() {
            vertx.cancelTimer(timer);
            RedisConnection open = connection;
            if (open != null) {
                open.close();
            }
        }
    }
}
