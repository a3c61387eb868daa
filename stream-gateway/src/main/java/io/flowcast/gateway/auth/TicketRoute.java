package io.flowcast.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** {@code POST /api/workflow/executions/{id}/ticket}: for the streams of pages that can send neither header nor cookie. */
@ApplicationScoped
class TicketRoute {
    private static final String PATH = "/api/workflow/executions/:id/ticket";
    private static final int MAX_BODY = 1_024;

    private final Authentication authentication;
    private final Callers callers;
    private final Access access;
    private final Tickets tickets;
    private final Doorway doorway;
    private final SessionConfig config;
    private final ObjectMapper json;

    TicketRoute(
            Authentication authentication,
            Callers callers,
            Access access,
            Tickets tickets,
            Doorway doorway,
            SessionConfig config,
            ObjectMapper json) {
        this.authentication = authentication;
        this.callers = callers;
        this.access = access;
        this.tickets = tickets;
        this.doorway = doorway;
        this.config = config;
        this.json = json;
    }

    /**
     * A ticket as its caller gets it.
     *
     * @param stream where it is good
     * @param expiresAt ISO-8601: the latest end of any stream under it, unless it is renewed
     * @param lifetime whole milliseconds that it lasts without an open stream
     */
    record Issued(String ticket, String stream, String expiresAt, long lifetime) {}

    void register(@Observes Router router) {
        if (authentication.on()) {
            router.post(PATH).handler(exchange -> SessionRoute.guarded(exchange, () -> issue(exchange)));
        } else {
            router.post(PATH).handler(SessionRoute::off);
        }
    }

    private void issue(RoutingContext exchange) {
        Caller caller = callers.admission(exchange, Permission.VIEW).caller();
        String session = callers.underSession(exchange)
                ? doorway.session(exchange.request()).map(Secrets::digest).orElse(null)
                : null;
        ExecutionId id = ExecutionId.parse(exchange.pathParam("id"))
                .orElseThrow(() -> new ProblemException(Problems.invalidExecutionId("the path has no execution id")));
        Tickets.Ticket ticket = new Tickets.Ticket(
                id.toString(),
                caller.subject(),
                caller.owner(),
                caller.may(Permission.VIEW_ALL),
                caller.expiresAt(),
                session);
        body(exchange)
                .compose(body -> access.requirePresent(caller, id).compose(visible -> word(body, id, caller)))
                .compose(word -> tickets.keep(word, ticket).map(word))
                .onSuccess(word -> answer(exchange, ticket, word))
                .onFailure(failure -> refuse(exchange, failure));
    }

    /** That of the ticket to be renewed, if it is the same caller's; else a new one. */
    private Future<String> word(Buffer body, ExecutionId id, Caller caller) {
        Optional<String> named = named(body);
        if (named.isEmpty()) {
            return Future.succeededFuture(Secrets.make());
        }
        return tickets.use(named.get(), id).map(found -> {
            if (found.filter(old -> old.subject().equals(caller.subject())
                            && old.owner().equals(caller.owner()))
                    .isEmpty()) {
                throw new ProblemException(Problem.http(
                        404, "unknown-ticket", "Unknown ticket", "It is not there any more; ask for a new one."));
            }
            return named.get();
        });
    }

    private Optional<String> named(Buffer body) {
        if (body.length() == 0) {
            return Optional.empty();
        }
        try {
            JsonNode ticket = json.readTree(body.getBytes()).path("ticket");
            if (ticket.isTextual() && Secrets.wellFormed(ticket.textValue())) {
                return Optional.of(ticket.textValue());
            }
        } catch (JsonProcessingException malformed) {
            throw new ProblemException(Problems.invalidRequest("the body is not JSON"));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
        throw new ProblemException(Problems.invalidRequest("the body may be {\"ticket\": one to renew}"));
    }

    private static Future<Buffer> body(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        String length = request.getHeader("Content-Length");
        boolean chunked = request.headers().contains("Transfer-Encoding");
        if (chunked || (length != null && (!length.matches("[0-9]{1,4}") || Integer.parseInt(length) > MAX_BODY))) {
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().putHeader("Connection", "close");
            }
            return Future.failedFuture(new ProblemException(Problems.tooLarge(MAX_BODY)));
        }
        Future<Buffer> body = request.body();
        request.resume();
        return body;
    }

    private void answer(RoutingContext exchange, Tickets.Ticket ticket, String word) {
        Issued issued = new Issued(
                word,
                "/api/workflow/executions/" + ticket.execution() + "/stream?ticket=" + word,
                Instant.ofEpochMilli(ticket.expiresAt()).toString(),
                config.ticketLifetime().toMillis());
        exchange.response()
                .setStatusCode(201)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(Json.encodeToBuffer(issued));
    }

    private static void refuse(RoutingContext exchange, Throwable failure) {
        Problem problem = failure instanceof ProblemException refused ? refused.problem() : Problems.storeUnavailable();
        Problems.send(exchange.response(), problem.at(exchange.request().path()));
    }
}
