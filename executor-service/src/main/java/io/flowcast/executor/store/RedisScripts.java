package io.flowcast.executor.store;

import io.flowcast.redis.Reasons;
import io.flowcast.redis.Routes;
import io.flowcast.redis.RoutesOfClients;
import io.flowcast.redis.Server;
import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts and plain commands on Redis. Calls block, on any thread but an event loop; meant for virtual threads.
 * Every call ends within twice the timeout. A client that lost its connection connects anew by itself.
 *
 * <p>All that is asked here has to be repeatable: a connection that is closed under a question, as idle ones are, is no
 * reason to fail, and it is asked again on another.
 *
 * <p>Calls throw {@link StoreUnavailable} where Redis gave no answer or can't serve now, and {@link
 * IllegalStateException} for any other error, which is a bug.
 */
@ApplicationScoped
public class RedisScripts {

    /** Errors (by their first word) that say something about Redis' state and nothing about the call. */
    private static final List<String> NOT_NOW = List.of(
            "CONNECTION_CLOSED",
            "LOADING",
            "BUSY",
            "READONLY",
            "MISCONF",
            "NOREPLICAS",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "MOVED",
            "ASK",
            "TRYAGAIN",
            "ERR max number of clients");

    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Before it is asked again where a server says that it is no primary: until another is. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);

    private final Vertx vertx;
    private final Routes pool;
    /** Where what shares connections goes; null where that is the pool. */
    private final @Nullable Routes shared;

    private final Map<String, Pipeline> pipelines = new ConcurrentHashMap<>();
    private final Map<Script, Script> onCluster = new ConcurrentHashMap<>();
    private final Duration timeout;
    private final List<Runnable> onElsewhere = new CopyOnWriteArrayList<>();
    private volatile Runnable onRefused = () -> {};
    /** Why no script is run; null where they are. */
    private volatile @Nullable String held;

    @Inject
    public RedisScripts(
            Vertx vertx,
            @RedisClientName("scripts") Redis scripts,
            Redis pool,
            RoutesOfClients routes,
            RedisConfig config) {
        this(vertx, routes.of("scripts", scripts), routes.of(pool), config);
    }

    /** @param scripts gives the one connection that scripts share; none: they use the pool like everything else */
    public RedisScripts(Vertx vertx, @Nullable Redis scripts, Redis pool, RedisConfig config) {
        this(vertx, scripts == null ? null : Routes.to(scripts), Routes.to(pool), config);
    }

    private RedisScripts(Vertx vertx, @Nullable Routes shared, Routes pool, RedisConfig config) {
        this.vertx = vertx;
        this.shared = shared;
        this.pool = pool;
        this.timeout = config.timeout();
        // What was acknowledged by the one before may be unknown to the one that took its place.
        pool.onMoved(() -> onElsewhere.forEach(Runnable::run));
        if (shared != null) {
            shared.onMoved(
                    () -> pipelines.values().forEach(pipeline -> pipeline.reconsider("its keys may be elsewhere")));
        }
    }

    /** Tells, on an event loop, when another server may be the primary by now. */
    void onElsewhere(Runnable listener) {
        onElsewhere.add(listener);
    }

    /** Another server is the primary: whoever has a connection to the one before is to get a new one. Any thread. */
    void moved(String where) {
        pipelines.values().forEach(pipeline -> pipeline.renew(where));
        onElsewhere.forEach(Runnable::run);
    }

    /** Tells, on the thread that asked, when Redis did not let its user do something. */
    void onRefused(Runnable listener) {
        onRefused = listener;
    }

    /**
     * Runs no script from now on: one of which Redis refuses a part has done the other part, and Redis takes nothing back.
     *
     * @param why null where they may run again
     */
    void hold(@Nullable String why) {
        held = why;
    }

    /**
     * Runs it by its digest, or by its source where Redis has not seen it since its last start. It shares a connection with
     * all others, so that what is asked at the same time costs one write and one read.
     */
    public Response run(Script script, List<String> keys, List<String> arguments) {
        return run(script, keys, arguments, this::shared);
    }

    /** The same on a connection of its own: for answers so large, or questions, that others would wait behind them. */
    public Response runApart(Script script, List<String> keys, List<String> arguments) {
        return run(script, keys, arguments, this::apart);
    }

    /** Sends a plain command on a connection of its own; null is Redis' nil. */
    public @Nullable Response send(Request request) {
        return answer(request.command().toString(), () -> apart(request));
    }

    /** Sends a plain command on the connection that scripts share; null is Redis' nil. */
    public @Nullable Response ask(Request request) {
        return answer(request.command().toString(), () -> shared(request));
    }

    /** Whether a server answers, on a cluster any; within the timeout. */
    boolean answers() {
        try {
            await(
                    "PING",
                    within(pool.connect()
                            .compose(own -> own.send(Request.cmd(Command.PING)).onComplete(answer -> own.close()))
                            .toCompletionStage()));
            return true;
        } catch (StoreUnavailable e) {
            doubt();
            return false;
        }
    }

    @PreDestroy
    void close() {
        pipelines.values().forEach(Pipeline::close);
    }

    private Response run(
            Script script,
            List<String> keys,
            List<String> arguments,
            Function<Request, CompletableFuture<@Nullable Response>> way) {
        String reason = held;
        if (reason != null) {
            throw new StoreUnavailable(script.name() + " is not run: " + reason, null);
        }
        return runNow(script, keys, arguments, way);
    }

    /** Also where none may run: for the one that finds out whether they may. */
    Response runAnyway(Script script, List<String> keys, List<String> arguments) {
        return runNow(script, keys, arguments, this::apart);
    }

    private Response runNow(
            Script named,
            List<String> keys,
            List<String> arguments,
            Function<Request, CompletableFuture<@Nullable Response>> way) {
        Script script = pool.areSeveral() ? onCluster.computeIfAbsent(named, Script::onCluster) : named;
        Response response = null;
        try {
            response =
                    answer(script.name(), () -> way.apply(request(Command.EVALSHA, script.digest(), keys, arguments)));
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof ErrorType error && error.is("NOSCRIPT"))) {
                throw e;
            }
            response = answer(script.name(), () -> way.apply(request(Command.EVAL, script.source(), keys, arguments)));
        }
        if (response == null) {
            throw new IllegalStateException("no answer from script " + script.name());
        }
        return response;
    }

    /**
     * Asks again where the connection was closed under the question, or led to a server that is no primary, for as long as one
     * answer may take.
     */
    private @Nullable Response answer(String what, Supplier<CompletableFuture<@Nullable Response>> question) {
        long end = System.nanoTime() + timeout.toNanos();
        Duration pause = PAUSE;
        while (true) {
            boolean noPrimary;
            try {
                return await(what, question.get());
            } catch (StoreUnavailable e) {
                doubt();
                noPrimary = Refusals.fromNoPrimary(e.getCause()) || Routes.isNotHere(e.getCause());
                if (System.nanoTime() + pause.toNanos() - end > 0 || !(noPrimary || closedUnder(e.getCause()))) {
                    throw e;
                }
            }
            // Until the pool has noticed, too.
            LockSupport.parkNanos(pause.toNanos());
            if (noPrimary && pause.compareTo(LONGEST_PAUSE) < 0) {
                pause = pause.multipliedBy(2);
            }
        }
    }

    private CompletableFuture<@Nullable Response> shared(Request request) {
        Routes routes = shared;
        if (routes == null) {
            return apart(request);
        }
        Future<Server> server = routes.of(request);
        // Known at once but for the first time, and after a server of a cluster was doubted.
        return server.succeeded()
                ? pipeline(server.result()).send(request)
                : within(server.toCompletionStage()
                        .thenCompose(found -> pipeline(found).send(request)));
    }

    private Pipeline pipeline(Server server) {
        return pipelines.computeIfAbsent(
                server.address(),
                first -> new Pipeline(
                        vertx,
                        server.client(),
                        timeout,
                        () -> ThreadLocalRandom.current().nextDouble(),
                        () -> onElsewhere.forEach(Runnable::run),
                        // Where there is one server, who hears the bell notices.
                        pool.areSeveral() ? () -> onElsewhere.forEach(Runnable::run) : () -> {}));
    }

    private CompletableFuture<@Nullable Response> apart(Request request) {
        return within(pool.of(request)
                .compose(server -> server.client().connect())
                .compose(own -> own.send(request).onComplete(answer -> {
                    if (Refusals.fromNoPrimary(answer.cause())) {
                        Pipeline.hangUp(own);
                    } else {
                        own.close();
                    }
                }))
                .toCompletionStage());
    }

    private CompletableFuture<@Nullable Response> within(CompletionStage<@Nullable Response> answer) {
        return answer.toCompletableFuture().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void doubt() {
        pool.doubt();
        if (shared != null) {
            shared.doubt();
        }
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private @Nullable Response await(String what, CompletableFuture<@Nullable Response> answer) {
        if (Context.isOnEventLoopThread()) {
            answer.cancel(false);
            throw new IllegalStateException("a blocking call to Redis on an event loop: " + what);
        }
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for Redis (" + what + ")", e);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        }
    }

    /** As the client tells it: by an error of its own, by what befell the socket, or by a bare sentence. */
    private static boolean closedUnder(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> false;
            case ErrorType error -> error.is("CONNECTION_CLOSED");
            case ConnectException _ -> false;
            case VertxException _, IOException _ -> true;
            default -> "Connection is closed".equals(cause.getMessage());
        };
    }

    private RuntimeException failure(String what, Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new StoreUnavailable(
                    "Redis did not answer within " + timeout.toMillis() + " ms (" + what + ")", cause);
        }
        if (!(cause instanceof ErrorType error)) {
            return new StoreUnavailable("Redis is out of reach (" + what + "): " + Reasons.of(cause), cause);
        }
        if (error.is("OOM")) {
            // A script is refused at its first write, and so as a whole.
            return StoreUnavailable.full(
                    "Redis has no memory left (" + what + "), and nothing was written: " + error.getMessage(), cause);
        }
        if (Refusals.ofRights(error)) {
            onRefused.run();
            return new StoreUnavailable(
                    "Redis does not let its user do that (" + what + "): " + error.getMessage(), cause);
        }
        if (NOT_NOW.stream().anyMatch(error::is) || Routes.isNotHere(error)) {
            return new StoreUnavailable("Redis cannot serve now (" + what + "): " + error.getMessage(), cause);
        }
        return new IllegalStateException("Redis refused " + what + ": " + error.getMessage(), cause);
    }
}
