package io.flowcast.executor.store;

import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.Context;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
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
            "TRYAGAIN",
            "NOAUTH",
            "WRONGPASS",
            "NOPERM",
            "ERR max number of clients");

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Redis pool;
    private final @Nullable Pipeline pipeline;
    private final Duration timeout;

    @Inject
    public RedisScripts(
            Vertx vertx,
            @RedisClientName("scripts") Redis scripts,
            Redis pool,
            RedisConfig config,
            @ConfigProperty(name = "quarkus.redis.client-type", defaultValue = "standalone") String clientType) {
        // One connection is one node's; in a cluster the client picks the node for each request.
        this(vertx, clientType.equals("cluster") ? null : scripts, pool, config);
    }

    /** @param scripts gives the one connection that scripts share; none: they use the pool like everything else */
    public RedisScripts(Vertx vertx, @Nullable Redis scripts, Redis pool, RedisConfig config) {
        this.pool = pool;
        this.timeout = config.timeout();
        this.pipeline = scripts == null
                ? null
                : new Pipeline(
                        vertx,
                        scripts,
                        config.timeout(),
                        () -> ThreadLocalRandom.current().nextDouble());
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

    @PreDestroy
    void close() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    private Response run(
            Script script,
            List<String> keys,
            List<String> arguments,
            Function<Request, CompletableFuture<@Nullable Response>> way) {
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

    /** Asks again where the connection was closed under the question, for as long as one answer may take. */
    private @Nullable Response answer(String what, Supplier<CompletableFuture<@Nullable Response>> question) {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            try {
                return await(what, question.get());
            } catch (StoreUnavailable e) {
                if (System.nanoTime() - end > 0 || !closedUnder(e.getCause())) {
                    throw e;
                }
            }
            // Until the pool has noticed, too.
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private CompletableFuture<@Nullable Response> shared(Request request) {
        return pipeline == null ? apart(request) : pipeline.send(request);
    }

    private CompletableFuture<@Nullable Response> apart(Request request) {
        return pool.send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
            return new StoreUnavailable("Redis is out of reach (" + what + "): " + cause.getMessage(), cause);
        }
        if (error.is("OOM")) {
            // A script is refused at its first write, and so as a whole.
            return StoreUnavailable.full(
                    "Redis has no memory left (" + what + "), and nothing was written: " + error.getMessage(), cause);
        }
        if (NOT_NOW.stream().anyMatch(error::is)) {
            return new StoreUnavailable("Redis cannot serve now (" + what + "): " + error.getMessage(), cause);
        }
        return new IllegalStateException("Redis refused " + what + ": " + error.getMessage(), cause);
    }
}
