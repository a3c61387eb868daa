package io.flowcast.gateway.sse;

import io.flowcast.events.ExecutionId;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.log.LogSource.TailReading;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/** {@code GET /api/workflow/executions/{id}/stream} and {@code GET /api/workflow/streams}. */
@ApplicationScoped
class StreamRoute {
    private static final String ONE = "/api/workflow/executions/:id/stream";
    private static final String SEVERAL = "/api/workflow/streams";

    private final Streams streams;

    StreamRoute(Streams streams) {
        this.streams = streams;
    }

    void register(@Observes Router router) {
        register(router, ONE, exchange -> StreamRequest.execution(exchange.pathParam("id"), exchange.request()));
        register(router, SEVERAL, exchange -> StreamRequest.executions(exchange.request()));
    }

    private void register(Router router, String path, Parser parser) {
        router.get(path).handler(exchange -> parsed(exchange, parser, this::stream));
        router.head(path).handler(exchange -> parsed(exchange, parser, this::head));
    }

    /** Makes of a request what it asks for. */
    private interface Parser {
        StreamRequest parse(RoutingContext exchange) throws StreamRequest.Malformed;
    }

    private static void parsed(RoutingContext exchange, Parser parser, BiConsumer<RoutingContext, StreamRequest> then) {
        try {
            then.accept(exchange, parser.parse(exchange));
        } catch (StreamRequest.Malformed malformed) {
            Problems.send(
                    exchange.response(),
                    malformed.problem().at(exchange.request().path()));
        }
    }

    private void stream(RoutingContext exchange, StreamRequest request) {
        HttpServerResponse response = exchange.response();
        if (streams.draining()) {
            turnAway(response, request, "draining", "This replica is shutting down.");
            return;
        }
        StreamLoop loop = streams.here();
        long expiresAt = streams.now() + streams.jitter().age(streams.config().maxAge());
        Connection connection = new Connection(exchange.request(), loop, request, expiresAt);
        if (streams.admit(connection)) {
            loop.join(request, connection, exchange);
        } else {
            turnAway(response, request, "full", "This replica has as many streams as it may have.");
        }
    }

    /** What a GET would answer, as far as that can be known without opening a stream. */
    private void head(RoutingContext exchange, StreamRequest request) {
        HttpServerResponse response = exchange.response();
        List<ExecutionId> ids = switch (request.wanted()) {
            case StreamRequest.Wanted.Execution one -> List.of(one.id());
            case StreamRequest.Wanted.Executions some -> some.ids();
        };
        streams.log().tails(ids, answer -> {
            switch (answer) {
                case TailReading.Unreachable unreachable ->
                    Answers.reject(response, request, Rejection.UNAVAILABLE, retry());
                case TailReading.Tails tails -> {
                    if (tails.last().stream().allMatch(Objects::isNull)) {
                        Answers.reject(response, request, Rejection.UNKNOWN, retry());
                    } else {
                        Answers.headers(response).end();
                    }
                }
            }
        });
    }

    private void turnAway(HttpServerResponse response, StreamRequest request, String reason, String detail) {
        Answers.comeBack(response, request.eventSource(), reason, detail, retry());
    }

    private long retry() {
        return streams.jitter().retry(streams.config().retry());
    }
}
