package io.flowcast.service;

import io.flowcast.events.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/** Ends requests whose body is not there in time, however little of it keeps coming, with 408. On event loops. */
public final class SlowBodies {

    private static final int FIRST = 1_000;
    /** Nobody reads theirs, nor notices its end. */
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final long mostMillis;

    /** @param most that a body may take to come in */
    public SlowBodies(Duration most) {
        this.mostMillis = most.toMillis();
    }

    public void register(Filters filters) {
        filters.register(this::watch, FIRST);
    }

    private void watch(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        if (!WITHOUT_BODY.contains(request.method())) {
            long timer = exchange.vertx().setTimer(mostMillis, late -> end(request));
            request.end().onComplete(ended -> exchange.vertx().cancelTimer(timer));
        }
        exchange.next();
    }

    private void end(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.isEnded() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            cut(request);
            return;
        }
        if (request.version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close");
        }
        Problem problem = Problem.http(
                        408,
                        "request-timeout",
                        "Request timeout",
                        "the body was not there within " + mostMillis + " ms; nothing was changed")
                .at(request.path());
        response.setStatusCode(408)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store")
                .end(Json.encodeToBuffer(problem))
                .onComplete(sent -> cut(request));
    }

    private static void cut(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // Others share its connection.
            boolean _ = request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
