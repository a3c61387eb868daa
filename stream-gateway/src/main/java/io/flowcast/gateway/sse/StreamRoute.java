package io.flowcast.gateway.sse;

import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.log.Reading;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /api/workflow/executions/{id}/stream}. */
@ApplicationScoped
class StreamRoute {
    private static final String PATH = "/api/workflow/executions/:id/stream";

    private final Streams streams;

    StreamRoute(Streams streams) {
        this.streams = streams;
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::stream);
        router.head(PATH).handler(this::head);
    }

    private void stream(RoutingContext exchange) {
        HttpServerResponse response = exchange.response();
        try {
            StreamRequest request = StreamRequest.parse(exchange.pathParam("id"), exchange.request());
            if (streams.draining()) {
                turnAway(response, request, "draining", "This replica is shutting down.");
                return;
            }
            StreamLoop loop = streams.here();
            long expiresAt =
                    streams.now() + streams.jitter().age(streams.config().maxAge());
            Connection connection = new Connection(exchange.request(), loop, request, expiresAt);
            if (streams.admit(connection)) {
                loop.join(request, connection, exchange);
            } else {
                turnAway(response, request, "full", "This replica has as many streams as it may have.");
            }
        } catch (StreamRequest.Malformed malformed) {
            refuse(exchange, malformed);
        }
    }

    /** What a GET would answer, as far as that can be known without opening a stream. */
    private void head(RoutingContext exchange) {
        HttpServerResponse response = exchange.response();
        try {
            StreamRequest request = StreamRequest.parse(exchange.pathParam("id"), exchange.request());
            streams.log().read(request.id(), null, reading -> {
                switch (reading) {
                    case Reading.Missing missing -> Answers.reject(response, request, Rejection.UNKNOWN, retry());
                    case Reading.Unreachable unreachable ->
                        Answers.reject(response, request, Rejection.UNAVAILABLE, retry());
                    case Reading.Events events -> Answers.headers(response).end();
                    case Reading.Broken broken -> Answers.headers(response).end();
                }
            });
        } catch (StreamRequest.Malformed malformed) {
            refuse(exchange, malformed);
        }
    }

    private void turnAway(HttpServerResponse response, StreamRequest request, String reason, String detail) {
        Answers.comeBack(response, request.eventSource(), reason, detail, retry());
    }

    private static void refuse(RoutingContext exchange, StreamRequest.Malformed malformed) {
        Problems.send(
                exchange.response(), malformed.problem().at(exchange.request().path()));
    }

    private long retry() {
        return streams.jitter().retry(streams.config().retry());
    }
}
