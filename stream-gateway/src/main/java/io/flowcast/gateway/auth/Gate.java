package io.flowcast.gateway.auth;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.events.StreamEvents;
import io.flowcast.gateway.api.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets in to the API whoever shows who they are: by a token in the header, else by a session's cookie, else, at the stream of
 * one execution, by a ticket. What they may do is looked into by whoever answers.
 */
@ApplicationScoped
class Gate {
    /** After CORS, which answers preflights, and before all that answers. */
    private static final int PRIORITY = 90;

    private static final String API = "/api";
    /** Let in by what their senders know, which the executor looks into. */
    private static final String HOOKS = "/api/workflow/hooks/";

    private static final String BEARER = "bearer ";
    private static final Pattern STREAM = Pattern.compile("/api/workflow/executions/([^/;]+)/stream");
    private static final String TICKET = "ticket";
    private static final String TICKET_KEY = "flowcast.ticket";
    /** Before a browser tries again with a session that is over: its page may have begun another one meanwhile. */
    private static final long LAPSED_RETRY_MILLIS = 20_000;

    private static final long RETRY_MILLIS = 2_000;

    private final Authentication authentication;
    private final Credentials credentials;
    private final Doorway doorway;
    private final RandomGenerator random;

    Gate(Authentication authentication, Credentials credentials, Doorway doorway, RandomGenerator random) {
        this.authentication = authentication;
        this.credentials = credentials;
        this.doorway = doorway;
        this.random = random;
    }

    void register(@Observes Filters filters) {
        if (authentication.on()) {
            filters.register(this::pass, PRIORITY);
        }
    }

    private void pass(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        String path = exchange.normalizedPath();
        boolean open = !path.startsWith(API)
                || path.startsWith(HOOKS)
                || request.method().equals(HttpMethod.OPTIONS)
                || (path.equals(SessionRoute.PATH) && request.method().equals(HttpMethod.DELETE));
        if (open) {
            exchange.next();
        } else if (hidesTicket(exchange, path)) {
            entry(exchange, path).onSuccess(entry -> enter(exchange, entry));
        }
    }

    /** Takes a ticket out of the address before anything, such as an access log, can write it down. False: it begins anew. */
    private static boolean hidesTicket(RoutingContext exchange, String path) {
        HttpServerRequest request = exchange.request();
        String ticket = request.getParam(TICKET);
        if (ticket == null || exchange.get(TICKET_KEY) != null) {
            return true;
        }
        String rest = Arrays.stream(request.query().split("&"))
                .filter(pair -> !pair.equals(TICKET) && !pair.startsWith(TICKET + "="))
                .collect(Collectors.joining("&"));
        exchange.put(TICKET_KEY, ticket);
        exchange.reroute(request.method(), rest.isEmpty() ? path : path + "?" + rest);
        return false;
    }

    private Future<Entry> entry(RoutingContext exchange, String path) {
        HttpServerRequest request = exchange.request();
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                    ? credentials.bearer(
                            authorization.substring(BEARER.length()).trim())
                    : refused("only bearer tokens are taken");
        }
        String ticket = exchange.get(TICKET_KEY);
        Optional<ExecutionId> streamed = streamed(path);
        if (ticket != null && streamed.isPresent()) {
            return Secrets.wellFormed(ticket)
                    ? credentials.ticket(ticket, streamed.get())
                    : refused("the ticket is not good, or not for this execution");
        }
        Optional<String> session = doorway.session(request);
        if (session.isPresent()) {
            return doorway.ownPage(request)
                    ? credentials.session(session.get())
                    : Future.succeededFuture(new Entry.Foreign());
        }
        return refused("send Authorization: Bearer <token>, or begin a session");
    }

    private static Optional<ExecutionId> streamed(String path) {
        Matcher stream = STREAM.matcher(path);
        return stream.matches() ? ExecutionId.parse(stream.group(1)) : Optional.empty();
    }

    private static Future<Entry> refused(String why) {
        return Future.succeededFuture(new Entry.Refused(why));
    }

    private void enter(RoutingContext exchange, Entry entry) {
        HttpServerRequest request = exchange.request();
        switch (entry) {
            case Entry.Let(Admission admission) -> {
                Callers.admit(exchange, admission);
                exchange.next();
            }
            case Entry.LetSession(Admission admission, String token) -> {
                // The executor verifies the same token; it never hears of cookies.
                request.headers().set("Authorization", "Bearer " + token);
                Callers.admitUnderSession(exchange, admission);
                exchange.next();
            }
            case Entry.Refused(String why) -> {
                exchange.response().putHeader("WWW-Authenticate", "Bearer");
                answer(exchange, Problems.unauthorized(why));
            }
            case Entry.Foreign foreign -> answer(exchange, Problems.crossSite());
            case Entry.Lapsed lapsed -> {
                if (!comesBack(exchange, "auth", LAPSED_RETRY_MILLIS)) {
                    exchange.response().putHeader("WWW-Authenticate", "Bearer");
                    answer(exchange, Problems.unauthorized("the session is over: begin another one"));
                }
            }
            case Entry.Unavailable(String type, String detail) -> {
                if (!comesBack(exchange, "unavailable", RETRY_MILLIS)) {
                    answer(exchange, Problems.unavailable(type, detail));
                }
            }
        }
    }

    /** EventSource gives up for ever on any status but 200: what may pass is said by an event. */
    private boolean comesBack(RoutingContext exchange, String reason, long retryMillis) {
        HttpServerRequest request = exchange.request();
        if (!request.method().equals(HttpMethod.GET) || !isEventSource(request.getHeader("Accept"))) {
            return false;
        }
        long retry = retryMillis / 2 + random.nextLong(retryMillis);
        HttpServerResponse response = exchange.response();
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .end("retry: " + retry + "\nevent: " + StreamEvents.RECONNECT + "\ndata: {\"reason\":\"" + reason
                        + "\"}\n\n");
        return true;
    }

    private static boolean isEventSource(@Nullable String accept) {
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    private static void answer(RoutingContext exchange, Problem problem) {
        Problems.send(exchange.response(), problem.at(exchange.request().path()));
    }
}
