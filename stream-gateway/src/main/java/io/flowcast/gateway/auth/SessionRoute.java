package io.flowcast.gateway.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/workflow/session}: a browser's, got with a token, so that no script need keep one. */
@ApplicationScoped
class SessionRoute {
    static final String PATH = "/api/workflow/session";
    private static final String BEARER = "Bearer ";

    private final Authentication authentication;
    private final Callers callers;
    private final Credentials credentials;
    private final Sessions sessions;
    private final Doorway doorway;

    SessionRoute(
            Authentication authentication,
            Callers callers,
            Credentials credentials,
            Sessions sessions,
            Doorway doorway) {
        this.authentication = authentication;
        this.callers = callers;
        this.credentials = credentials;
        this.sessions = sessions;
        this.doorway = doorway;
    }

    /**
     * Who is asking.
     *
     * @param authentication whether it is on
     * @param expiresAt ISO-8601; absent where there is no end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Session(
            boolean authentication,
            String subject,
            String owner,
            List<String> permissions,
            @Nullable String expiresAt) {}

    void register(@Observes Router router) {
        router.get(PATH).handler(exchange -> guarded(exchange, () -> show(exchange)));
        router.head(PATH).handler(exchange -> guarded(exchange, () -> show(exchange)));
        if (authentication.on()) {
            router.post(PATH).handler(exchange -> guarded(exchange, () -> begin(exchange)));
            router.delete(PATH).handler(exchange -> guarded(exchange, () -> end(exchange)));
        } else {
            router.post(PATH).handler(SessionRoute::off);
            router.delete(PATH).handler(SessionRoute::off);
        }
    }

    static void off(RoutingContext exchange) {
        answer(exchange, Problem.http(404, "authentication-off", "Not needed", "Authentication is off here."));
    }

    private void show(RoutingContext exchange) {
        answer(exchange.response(), 200, callers.admission(exchange).caller());
    }

    /** With a session of the same subject that one goes on, and with it the streams under it. */
    private void begin(RoutingContext exchange) {
        Caller caller = callers.admission(exchange).caller();
        HttpServerRequest request = exchange.request();
        String authorization = request.getHeader("Authorization");
        if (callers.underSession(exchange) || authorization == null) {
            throw new ProblemException(Problems.unauthorized("a session begins with Authorization: Bearer <token>"));
        }
        String token = authorization.substring(BEARER.length()).trim();
        present(request)
                .compose(present -> present.filter(
                                        entry -> same(entry.admission().caller(), caller))
                                .isPresent()
                        ? Future.succeededFuture(doorway.session(request).orElseThrow())
                        : Future.succeededFuture(Secrets.make()))
                .compose(word -> sessions.keep(word, token, caller.expiresAt()).map(word))
                .onSuccess(word -> {
                    exchange.response().addCookie(doorway.cookie(word));
                    answer(exchange.response(), 201, caller);
                })
                .onFailure(failure -> answer(exchange, Problems.storeUnavailable()));
    }

    private Future<Optional<Entry.LetSession>> present(HttpServerRequest request) {
        Optional<String> word = doorway.session(request);
        return word.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : credentials
                        .session(word.get())
                        .map(entry -> entry instanceof Entry.LetSession let ? Optional.of(let) : Optional.empty());
    }

    private static boolean same(Caller one, Caller other) {
        return one.subject().equals(other.subject()) && one.owner().equals(other.owner());
    }

    /** Also where it has ended already. */
    private void end(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        Optional<String> word = doorway.session(request);
        if (word.isPresent() && !doorway.ownPage(request)) {
            answer(exchange, Problems.crossSite());
            return;
        }
        Future<Void> ended = word.isPresent() ? sessions.end(word.get()) : Future.succeededFuture();
        ended.onSuccess(done -> {
                    exchange.response().addCookie(doorway.goneCookie());
                    exchange.response()
                            .setStatusCode(204)
                            .putHeader("Cache-Control", "no-store")
                            .end();
                })
                .onFailure(failure -> answer(exchange, Problems.storeUnavailable()));
    }

    private void answer(HttpServerResponse response, int status, Caller caller) {
        List<String> permissions = Arrays.stream(Permission.values())
                .filter(caller::may)
                .map(Permission::wire)
                .toList();
        String expiresAt = caller.expiresAt() == Long.MAX_VALUE
                ? null
                : Instant.ofEpochMilli(caller.expiresAt()).toString();
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(Json.encodeToBuffer(
                        new Session(authentication.on(), caller.subject(), caller.owner(), permissions, expiresAt)));
    }

    static void guarded(RoutingContext exchange, Runnable work) {
        try {
            work.run();
        } catch (ProblemException refused) {
            answer(exchange, refused.problem());
        }
    }

    private static void answer(RoutingContext exchange, Problem problem) {
        Problems.send(exchange.response(), problem.at(exchange.request().path()));
    }
}
