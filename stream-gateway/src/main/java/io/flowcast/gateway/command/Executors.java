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
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The executors, asked in turn. Where one cannot be reached, or its connection breaks before it answers, the next gets the
 * same command: with its Idempotency-Key, or being one that may be repeated, it takes effect once. For some seconds after that it is
 * asked last, since finding out may take long. Thread-safe.
 */
@Singleton
class Executors {
    private static final Logger LOG = Logger.getLogger(Executors.class);
    private static final int CONNECTIONS_EACH = 64;
    /** For how long one that could not be reached is asked last. */
    private static final long LAST_FOR_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** One of them, and whether it could be reached when it was asked last. */
    private static final class Executor {
        private final URI address;
        /** Of {@link System#nanoTime()}, since nobody else asks; 0 while it can be reached. */
        private final AtomicLong unreachableAt = new AtomicLong();

        Executor(URI address) {
            this.address = address;
        }

        boolean isToBeAskedLast() {
            long at = unreachableAt.get();
            return at != 0 && System.nanoTime() - at < LAST_FOR_NANOS;
        }

        /** Whether that is news. */
        boolean couldNotBeReached() {
            return unreachableAt.getAndSet(System.nanoTime() | 1) == 0;
        }

        /** Whether that is news. */
        boolean answered() {
            return unreachableAt.get() != 0 && unreachableAt.getAndSet(0) != 0;
        }
    }

    /** What became of a command. */
    sealed interface Answer {
        record Given(int status, MultiMap headers, Buffer body) implements Answer {}

        /** Nobody could be reached. */
        record Nobody() implements Answer {}

        /** Somebody took it, and did not answer in time. */
        record Late() implements Answer {}
    }

    private final Vertx vertx;
    private final HttpClient client;
    private final List<Executor> executors;
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
        this.vertx = vertx;
        this.metrics = metrics;
        this.executors = config.executors().stream().map(Executor::new).toList();
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
        return send(method, target, headers, body, inTurn().iterator());
    }

    /** All of them: first those that are thought to be there, beginning with another one each time. */
    private List<Executor> inTurn() {
        int first = Math.floorMod(turn.getAndIncrement(), executors.size());
        Map<Boolean, List<Executor>> last = Stream.concat(
                        executors.stream().skip(first), executors.stream().limit(first))
                .collect(Collectors.partitioningBy(Executor::isToBeAskedLast));
        return Stream.of(false, true)
                .flatMap(way -> last.getOrDefault(way, List.of()).stream())
                .toList();
    }

    private Future<Answer> send(
            HttpMethod method, String target, MultiMap headers, Buffer body, Iterator<Executor> left) {
        if (!left.hasNext()) {
            return Future.succeededFuture(new Answer.Nobody());
        }
        Executor executor = left.next();
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(executor.address.resolve("/").toString())
                .setMethod(method)
                .setURI(target);
        return serverOf(options)
                .compose(server -> client.request(options.setServer(server)))
                .compose(request -> {
                    Headers.pass(headers, request.headers());
                    return request.send(body);
                })
                .compose(Executors::given)
                .onSuccess(given -> {
                    if (executor.answered()) {
                        LOG.infof("executor %s can be reached again", executor.address);
                    }
                })
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    if (failure instanceof TimeoutException) {
                        return Future.succeededFuture(new Answer.Late());
                    }
                    metrics.unreachable();
                    if (executor.couldNotBeReached()) {
                        try (LogContext _ = LogContext.of(target, headers.get("traceparent"))) {
                            LOG.warnf("executor %s cannot be reached: %s", executor.address, failure.getMessage());
                        }
                    }
                    return send(method, target, headers, body, left);
                });
    }

    /** A name is looked up by a thread that may wait for it: an event loop that did would hold up all its streams. */
    private Future<SocketAddress> serverOf(RequestOptions options) {
        return vertx.executeBlocking(
                        () -> InetAddress.getByName(options.getHost()).getHostAddress(), false)
                .map(address -> SocketAddress.inetSocketAddress(options.getPort(), address));
    }

    private static Future<Answer> given(HttpClientResponse response) {
        Headers.endHop(response.headers());
        return response.body().map(body -> new Answer.Given(response.statusCode(), response.headers(), body));
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
