package io.flowcast.gateway.auth;

import io.flowcast.access.Caller;
import io.flowcast.access.Tokens;
import io.flowcast.access.Verification;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.function.Consumer;

/** Lets in to the API whoever shows who they are. What they may do is looked into by whoever answers. */
@ApplicationScoped
class Gate {
    /** After CORS, which answers preflights, and before all that answers. */
    private static final int PRIORITY = 90;

    private static final String API = "/api";
    /** Let in by what their senders know, which the executor looks into. */
    private static final String HOOKS = "/api/workflow/hooks/";

    private static final String BEARER = "bearer ";

    private final Authentication authentication;

    Gate(Authentication authentication) {
        this.authentication = authentication;
    }

    void register(@Observes Filters filters) {
        if (authentication.on()) {
            filters.register(this::pass, PRIORITY);
        }
    }

    private void pass(RoutingContext exchange) {
        String path = exchange.normalizedPath();
        if (!path.startsWith(API)
                || path.startsWith(HOOKS)
                || exchange.request().method().equals(HttpMethod.OPTIONS)) {
            exchange.next();
            return;
        }
        String authorization = exchange.request().getHeader("Authorization");
        if (authorization == null) {
            refuse(exchange, "there is no token: send Authorization: Bearer <token>");
        } else if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            verify(exchange, authorization.substring(BEARER.length()).trim(), caller -> {
                Callers.admit(exchange, new Admission(caller));
                exchange.next();
            });
        } else {
            refuse(exchange, "only bearer tokens are taken");
        }
    }

    private void verify(RoutingContext exchange, String token, Consumer<Caller> let) {
        Tokens tokens = authentication.tokens();
        Caller known = tokens.known(token);
        if (known != null) {
            let.accept(known);
            return;
        }
        Context context = exchange.vertx().getOrCreateContext();
        authentication.threads().execute(() -> {
            Verification verification = tokens.verify(token);
            context.runOnContext(back -> {
                switch (verification) {
                    case Verification.Valid(Caller caller) -> let.accept(caller);
                    case Verification.Invalid(String why) -> refuse(exchange, why);
                    case Verification.Unavailable unavailable ->
                        answer(
                                exchange,
                                Problems.unavailable(
                                        "keys-unavailable", "The keys with which tokens are signed cannot be had."));
                }
            });
        });
    }

    private static void refuse(RoutingContext exchange, String why) {
        exchange.response().putHeader("WWW-Authenticate", "Bearer");
        answer(exchange, Problems.unauthorized(why));
    }

    private static void answer(RoutingContext exchange, Problem problem) {
        HttpServerRequest request = exchange.request();
        Problems.send(exchange.response(), problem.at(request.path()));
    }
}
