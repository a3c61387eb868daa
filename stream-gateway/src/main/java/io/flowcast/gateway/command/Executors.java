package io.flowcast.gateway.command;

import io.flowcast.gateway.api.LogContext;
import io.flowcast.service.Bounds;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The executors, asked in turn. Where one cannot be reached, or its connection breaks before it answers, the next gets the
 * same command: with its Idempotency-Key, or being one that may be repeated, it takes effect once. Thread-safe.
 */
@Singleton
class Executors {
    private static final Logger LOG = Logger.getLogger(Executors.class);
    private static final int CONNECTIONS_EACH = 64;

    /** What became of a command. */
    sealed interface Answer {
        record Given(int status, MultiMap headers, Buffer body) implements Answer {}

        /** Nobody could be reached. */
        record Nobody() implements Answer {}

        /** Somebody took it, and did not answer in time. */
        record Late() implements Answer {}
    }

    private final HttpClient client;
    private final List<URI> executors;
    private final long timeoutMillis;
    private final CommandMetrics metrics;
    private final AtomicInteger turn = new AtomicInteger();

    Executors(Vertx vertx, GatewayConfig config, CommandMetrics metrics) {
        Bounds.of("flowcast.gateway")
                .holds(!config.executors().isEmpty(), "executors", "names none")
                .positive("connect-timeout", config.connectTimeout())
                .positive("timeout", config.timeout())
                .atLeast("max-body", config.maxBody().asLongValue(), 1)
                .atLeast("max-definition", config.maxDefinition().asLongValue(), 1)
                .check();
        this.metrics = metrics;
        this.executors = List.copyOf(config.executors());
        this.timeoutMillis = config.timeout().toMillis();
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setMaxPoolSize(CONNECTIONS_EACH)
                .setKeepAliveTimeout(30));
    }

    /**
     * Never fails: what goes wrong is an answer.
     *
     * @param target path and query
     */
    Future<Answer> send(HttpMethod method, String target, MultiMap headers, Buffer body) {
        return send(method, target, headers, body, Math.floorMod(turn.getAndIncrement(), executors.size()), 0);
    }

    private Future<Answer> send(HttpMethod method, String target, MultiMap headers, Buffer body, int first, int tried) {
        if (tried == executors.size()) {
            return Future.succeededFuture(new Answer.Nobody());
        }
        URI executor = executors.get((first + tried) % executors.size());
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(executor.resolve("/").toString())
                .setMethod(method)
                .setURI(target);
        return client.request(options)
                .compose(request -> {
                    Headers.pass(headers, request.headers());
                    return request.send(body);
                })
                .compose(Executors::given)
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (failure instanceof TimeoutException) {
                        return Future.succeededFuture(new Answer.Late());
                    }
                    metrics.unreachable();
                    try (LogContext _ = LogContext.of(target, headers.get("traceparent"))) {
                        LOG.warnf("executor %s cannot be reached: %s", executor, failure.getMessage());
                    }
                    return send(method, target, headers, body, first, tried + 1);
                });
    }

    private static Future<Answer> given(HttpClientResponse response) {
        return response.body().map(body -> new Answer.Given(response.statusCode(), response.headers(), body));
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
