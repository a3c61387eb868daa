package io.flowcast.gateway.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection for many commands in flight: pipelined, which a pool is not, and made anew at the next command once it
 * broke. Every command is answered within the timeout, if only by a failure. Any thread may send; answers come on the
 * sender's Vert.x context.
 */
public final class CommandLine implements AutoCloseable {
    private final Vertx vertx;
    private final Redis client;
    private final Duration timeout;
    /** Where the connection lives; it alone touches the fields below. */
    private final Context context;

    private @Nullable Future<RedisConnection> connection;
    private boolean closed;

    /**
     * Connects at the first command.
     *
     * @param context an event loop context of its own
     */
    public CommandLine(Vertx vertx, Context context, Redis client, Duration timeout) {
        this.vertx = vertx;
        this.context = context;
        this.client = client;
        this.timeout = timeout;
    }

    public Future<Response> send(Request request) {
        return answered(live -> live.send(request));
    }

    public Future<List<Response>> batch(List<Request> requests) {
        return answered(live -> live.batch(requests));
    }

    /** The next command gets a new connection: somebody doubts that this one leads to where it should. */
    public void renew() {
        context.runOnContext(doubted -> {
            Future<RedisConnection> present = connection;
            if (present != null) {
                drop(present);
            }
        });
    }

    private <T> Future<T> answered(Function<RedisConnection, Future<T>> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        context.runOnContext(start -> {
            Promise<T> race = Promise.promise();
            Future<RedisConnection> link = connection();
            long timer = vertx.setTimer(timeout.toMillis(), late -> {
                if (race.tryFail(new TimeoutException("Redis did not answer within " + timeout.toMillis() + " ms"))) {
                    drop(link);
                }
            });
            link.compose(work).onSuccess(race::tryComplete).onFailure(race::tryFail);
            race.future().onComplete(done -> {
                vertx.cancelTimer(timer);
                caller.runOnContext(back -> answer.handle(done));
            });
        });
        return answer.future();
    }

    private Future<RedisConnection> connection() {
        Future<RedisConnection> present = connection;
        if (present != null) {
            return present;
        }
        if (closed) {
            return Future.failedFuture("this service is shutting down");
        }
        Future<RedisConnection> made = client.connect();
        connection = made;
        made.onFailure(refused -> forget(made));
        made.onSuccess(live -> {
            // The client calls these on an event loop of its own.
            live.exceptionHandler(broken -> context.runOnContext(back -> drop(made)));
            live.endHandler(end -> context.runOnContext(back -> forget(made)));
        });
        return made;
    }

    private void forget(Future<RedisConnection> link) {
        if (isPresent(link)) {
            connection = null;
        }
    }

    /** A connection that broke, or left a command unanswered, is not used again. */
    private void drop(Future<RedisConnection> link) {
        if (isPresent(link)) {
            connection = null;
            link.onSuccess(live -> Discard.connection(vertx, live));
        }
    }

    @SuppressWarnings("ReferenceEquality") // it is this very connection that broke
    private boolean isPresent(Future<RedisConnection> link) {
        return connection == link;
    }

    @Override
    public void close() {
        context.runOnContext(end -> {
            closed = true;
            Future<RedisConnection> present = connection;
            if (present != null) {
                drop(present);
            }
        });
    }
}
