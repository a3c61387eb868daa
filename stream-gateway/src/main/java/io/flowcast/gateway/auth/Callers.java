package io.flowcast.gateway.auth;

import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Who asks. Where nobody was let in, nobody asks: then whoever wants to know ends the request. */
@Singleton
public class Callers {
    private static final String KEY = "flowcast.admission";
    private static final String SESSION_KEY = "flowcast.session";

    private final Authentication authentication;
    private final CurrentVertxRequest request;

    Callers(Authentication authentication, CurrentVertxRequest request) {
        this.authentication = authentication;
        this.request = request;
    }

    /** Of the request that a resource is answering: to be asked before its first wait. */
    public Caller current(Permission needed) {
        return admission(request.getCurrent(), needed).caller();
    }

    /**
     * Of a request to a route.
     *
     * @throws ProblemException 401 where nobody was let in, 403 where they may not
     */
    public Admission admission(@Nullable RoutingContext exchange, Permission needed) {
        Admission admission = authentication.on() ? admitted(exchange) : Admission.EVERYBODY;
        if (!admission.caller().may(needed)) {
            throw new ProblemException(Problems.forbidden(needed.wire()));
        }
        return admission;
    }

    /** Of a request of which only that it was let in matters. */
    Admission admission(RoutingContext exchange) {
        return authentication.on() ? admitted(exchange) : Admission.EVERYBODY;
    }

    boolean underSession(RoutingContext exchange) {
        return exchange.get(SESSION_KEY) != null;
    }

    private static Admission admitted(@Nullable RoutingContext exchange) {
        Admission admission = exchange == null ? null : exchange.get(KEY);
        if (admission == null) {
            throw new ProblemException(Problems.unauthorized("the request was not let in"));
        }
        return admission;
    }

    static void admit(RoutingContext exchange, Admission admission) {
        exchange.put(KEY, admission);
    }

    static void admitUnderSession(RoutingContext exchange, Admission admission) {
        exchange.put(KEY, admission);
        exchange.put(SESSION_KEY, true);
    }
}
