package io.flowcast.gateway.api;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What no other route answers: under {@code /api} even a 404 is a problem. */
@ApplicationScoped
class Fallback {
    private static final int LAST = Integer.MAX_VALUE;

    void register(@Observes Router router) {
        router.route("/api/*").order(LAST).handler(Fallback::unknown);
    }

    private static void unknown(RoutingContext exchange) {
        String path = exchange.request().path();
        Problems.send(exchange.response(), Problems.notFound(path).at(path));
    }
}
