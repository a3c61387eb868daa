package io.flowcast.executor.store;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts and plain commands on Redis. Calls block, on any thread but an event loop; meant for virtual threads.
 * Every call ends within the timeout. A client that lost its connection connects anew by itself.
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
            "OOM",
            "MISCONF",
            "NOREPLICAS",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "NOAUTH",
            "WRONGPASS",
            "NOPERM",
            "ERR max number of clients");

    private final Redis redis;
    private final Duration timeout;

    public RedisScripts(Redis redis, RedisConfig config) {
        this.redis = redis;
        this.timeout = config.timeout();
    }

    /** Runs it by its digest, or by its source where Redis has not seen it since its last start. */
    public Response run(Script script, List<String> keys, List<String> arguments) {
        Future<@Nullable Response> answer = redis.send(request(Command.EVALSHA, script.digest(), keys, arguments))
                .recover(e -> e instanceof ErrorType error && error.is("NOSCRIPT")
                        ? redis.send(request(Command.EVAL, script.source(), keys, arguments))
                        : Future.failedFuture(e));
        Response response = await(script.name(), answer);
        if (response == null) {
            throw new IllegalStateException("no answer from script " + script.name());
        }
        return response;
    }

    /** Sends a plain command; null is Redis' nil. */
    public @Nullable Response send(Request request) {
        return await(request.command().toString(), redis.send(request));
    }

    private static Request request(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private @Nullable Response await(String what, Future<@Nullable Response> answer) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("a blocking call to Redis on an event loop: " + what);
        }
        try {
            return answer.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailable("Redis did not answer within " + timeout.toMillis() + " ms (" + what + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for Redis (" + what + ")", e);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        }
    }

    private static RuntimeException failure(String what, Throwable cause) {
        if (!(cause instanceof ErrorType error)) {
            return new StoreUnavailable("Redis is out of reach (" + what + "): " + cause.getMessage(), cause);
        }
        if (NOT_NOW.stream().anyMatch(error::is)) {
            return new StoreUnavailable("Redis cannot serve now (" + what + "): " + error.getMessage(), cause);
        }
        return new IllegalStateException("Redis refused " + what + ": " + error.getMessage(), cause);
    }
}
