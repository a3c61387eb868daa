package io.flowcast.gateway.api;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What no other route answers: the root leads to the API's description, and under {@code /api} even a 404 is a problem. */
@ApplicationScoped
class Fallback {
    private static final int LAST = Integer.MAX_VALUE;

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, "/")
                .handler(exchange -> exchange.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/q/swagger-ui/")
                        .end());
        router.route("/api/*").order(LAST).handler(Fallback::unknown);
    }

    private static void unknown(RoutingContext exchange) {
        String path = exchange.request().path();
        Problems.send(exchange.response(), Problems.notFound(path).at(path));
    }
}
