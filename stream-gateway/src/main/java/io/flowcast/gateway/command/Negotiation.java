package io.flowcast.gateway.command;

import io.flowcast.events.Problem;
import io.flowcast.gateway.api.Problems;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses, before anything is done, whoever does not take the only form in which there is an answer. */
@ApplicationScoped
class Negotiation {
    private static final int FIRST = -1;

    void register(@Observes Router router) {
        router.route(Endpoint.ROOT + "/*").order(FIRST).handler(Negotiation::look);
    }

    private static void look(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        String produced = Endpoint.produced(request.method().name(), request.path());
        if (produced == null || Accept.takes(accept(request), produced)) {
            exchange.next();
            return;
        }
        Problem problem = Problems.notAcceptable(produced);
        Problems.send(request.response(), problem.at(request.path()));
    }

    /** A header that comes more than once is one list (RFC 9110, 5.2). */
    private static String accept(HttpServerRequest request) {
        return String.join(",", request.headers().getAll("Accept"));
    }
}
