package io.flowcast.gateway.redis;

import io.flowcast.redis.Routes;
import io.flowcast.redis.Server;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to each server for many commands in flight: pipelined, which a pool is not, and made anew at the next command
 * once it broke. Every command is answered within the timeout, if only by a failure. Any thread may send; answers come on the
 * sender's Vert.x context.
 */
public final class CommandLine implements AutoCloseable {
    /** Before a command is sent again that a server refused since another one has its keys; grows. */
    private static final long PAUSE_MILLIS = 30;

    private static final int ATTEMPTS = 6;

    private final Vertx vertx;
    private final Routes routes;
    private final Duration timeout;
    /** Where the connections live; it alone touches the fields below. */
    private final Context context;

    /** By the address of their server. */
    private final Map<String, Future<RedisConnection>> connections = new HashMap<>();

    private boolean closed;

    /**
     * Connects at the first command.
     *
     * @param context an event loop context of its own
     */
    public CommandLine(Vertx vertx, Context context, Routes routes, Duration timeout) {
        this.vertx = vertx;
        this.context = context;
        this.routes = routes;
        this.timeout = timeout;
    }

    public Future<Response> send(Request request) {
        return answered(request, live -> live.send(request));
    }

    /** Of one partition, whose keys are at one server. */
    public Future<List<Response>> batch(List<Request> requests) {
        return requests.isEmpty()
                ? Future.succeededFuture(List.of())
                : answered(requests.getFirst(), live -> live.batch(requests));
    }

    /** Tells, on any thread, when a cluster has given keys to another server. */
    public void onMoved(Runnable listener) {
        routes.onMoved(listener);
    }

    /** The next commands get new connections: somebody doubts that these lead to where they should. */
    public void renew() {
        context.runOnContext(doubted -> {
            routes.doubt();
            List.copyOf(connections.values()).forEach(this::drop);
        });
    }

    private <T> Future<T> answered(Request first, Function<RedisConnection, Future<T>> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        context.runOnContext(start -> {
            Promise<T> race = Promise.promise();
            Attempt<T> attempt = new Attempt<>(first, work, race);
            long timer = vertx.setTimer(timeout.toMillis(), late -> {
                if (race.tryFail(new TimeoutException("Redis did not answer within " + timeout.toMillis() + " ms"))) {
                    attempt.giveUp();
                }
            });
            attempt.start();
            race.future().onComplete(done -> {
                vertx.cancelTimer(timer);
                caller.runOnContext(back -> answer.handle(done));
            });
        });
        return answer.future();
    }

    /** One question, asked again where a server says that another one has the keys. Of the context alone. */
    private final class Attempt<T> {
        private final Request first;
        private final Function<RedisConnection, Future<T>> work;
        private final Promise<T> race;
        private int failures;
        private @Nullable Future<RedisConnection> link;

        private Attempt(Request first, Function<RedisConnection, Future<T>> work, Promise<T> race) {
            this.first = first;
            this.work = work;
            this.race = race;
        }

        private void start() {
            Future<Server> where = routes.of(first);
            if (where.isComplete()) {
                ask(where);
            } else {
                where.onComplete(found -> context.runOnContext(back -> ask(where)));
            }
        }

        private void ask(Future<Server> where) {
            if (where.failed()) {
                failed(where.cause());
                return;
            }
            Future<RedisConnection> live = connection(where.result());
            link = live;
            live.compose(work)
                    .onSuccess(race::tryComplete)
                    .onFailure(failure -> context.runOnContext(back -> failed(failure)));
        }

        private void failed(Throwable failure) {
            boolean notHere = Routes.isNotHere(failure);
            if (notHere || !(failure instanceof ErrorType)) {
                routes.doubt();
            }
            if (notHere && ++failures < ATTEMPTS && !race.future().isComplete()) {
                vertx.setTimer(PAUSE_MILLIS << failures, again -> start());
            } else {
                race.tryFail(failure);
            }
        }

        private void giveUp() {
            routes.doubt();
            if (link != null) {
                drop(link);
            }
        }
    }

    private Future<RedisConnection> connection(Server server) {
        Future<RedisConnection> present = connections.get(server.address());
        if (present != null) {
            return present;
        }
        if (closed) {
            return Future.failedFuture("this service is shutting down");
        }
        Future<RedisConnection> made = server.client().connect();
        connections.put(server.address(), made);
        made.onFailure(refused -> context.runOnContext(back -> forget(made)));
        made.onSuccess(live -> {
            // The client calls these on an event loop of its own.
            live.exceptionHandler(broken -> context.runOnContext(back -> drop(made)));
            live.endHandler(end -> context.runOnContext(back -> forget(made)));
        });
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // it is this very connection that broke
    private boolean forget(Future<RedisConnection> link) {
        return connections.values().removeIf(present -> present == link);
    }

    /** A connection that broke, or left a command unanswered, is not used again. */
    private void drop(Future<RedisConnection> link) {
        if (forget(link)) {
            link.onSuccess(live -> Discard.connection(live));
        }
    }

    @Override
    public void close() {
        context.runOnContext(end -> {
            closed = true;
            List.copyOf(connections.values()).forEach(this::drop);
        });
    }
}
