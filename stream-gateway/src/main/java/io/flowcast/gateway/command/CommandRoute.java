package io.flowcast.gateway.command;

import io.flowcast.access.Permission;
import io.flowcast.events.IdempotencyKeys;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.DefinitionsChanged;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.auth.Callers;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.UUID;

/** Takes commands and passes them on; answers with what the executor answers. Says which methods a path takes. */
@ApplicationScoped
class CommandRoute {
    private static final String IDEMPOTENCY_KEY = IdempotencyKeys.HEADER;
    private static final String CONTENT_LENGTH = "Content-Length";
    private static final String DEFINITIONS = Endpoint.ROOT + "/definitions/";

    private final Executors executors;
    private final Callers callers;
    private final Event<DefinitionsChanged> definitions;
    private final CommandSpans spans;
    private final CommandMetrics metrics;
    private final long maxBody;
    private final long maxDefinition;

    CommandRoute(
            Executors executors,
            Callers callers,
            Event<DefinitionsChanged> definitions,
            CommandSpans spans,
            CommandMetrics metrics,
            GatewayConfig config) {
        this.executors = executors;
        this.callers = callers;
        this.definitions = definitions;
        this.spans = spans;
        this.metrics = metrics;
        this.maxBody = config.maxBody().asLongValue();
        this.maxDefinition = config.maxDefinition().asLongValue();
    }

    void register(@Observes Router router) {
        for (Endpoint endpoint : Endpoint.ALL) {
            HttpMethod method = HttpMethod.valueOf(endpoint.method());
            switch (endpoint.kind()) {
                case COMMAND -> {
                    route(router, method, endpoint, exchange -> passOn(exchange, endpoint, maxBody));
                    if (method.equals(HttpMethod.GET)) {
                        route(router, HttpMethod.HEAD, endpoint, exchange -> passOn(exchange, endpoint, maxBody));
                    }
                }
                case KEYED_COMMAND ->
                    route(router, method, endpoint, exchange -> {
                        withKey(exchange.request());
                        passOn(exchange, endpoint, maxBody);
                    });
                case DEFINITION ->
                    route(router, method, endpoint, exchange -> passOn(exchange, endpoint, maxDefinition));
                case READ -> {}
            }
        }
        router.route(Endpoint.ROOT + "/*").handler(CommandRoute::allowed);
    }

    /** The executor looks again at who asks: whose execution it is, it alone knows. */
    private void route(Router router, HttpMethod method, Endpoint endpoint, Handler<RoutingContext> handler) {
        Permission needed = endpoint.permission();
        router.route(method, endpoint.wholePath()).handler(exchange -> {
            try {
                if (needed != null) {
                    callers.admission(exchange, needed);
                }
                Headers.endHop(exchange.request().headers());
                handler.handle(exchange);
            } catch (ProblemException refused) {
                answer(exchange.request(), refused.problem());
            }
        });
    }

    /** What no command has taken: a read, a path that is none, or a path that does not take the method. */
    private static void allowed(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        Set<String> methods = Endpoint.methods(request.path());
        boolean asks = request.method().equals(HttpMethod.OPTIONS);
        if (methods.isEmpty() || (methods.contains(request.method().name()) && !asks)) {
            exchange.next();
            return;
        }
        request.response().putHeader("Allow", String.join(", ", methods));
        if (asks) {
            request.response().setStatusCode(204).end();
            return;
        }
        answer(request, Problems.methodNotAllowed(request.method().name(), methods));
    }

    /** So that it can be sent to another executor without being run twice. */
    private static void withKey(HttpServerRequest request) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key == null || key.isEmpty()) {
            request.headers().set(IDEMPOTENCY_KEY, IdempotencyKeys.OF_GATEWAY + UUID.randomUUID());
        }
    }

    private void passOn(RoutingContext exchange, Endpoint endpoint, long bound) {
        HttpServerRequest request = exchange.request();
        BoundedBody.read(request, bound).onComplete(body -> {
            if (body.succeeded()) {
                passOn(request, endpoint, body.result());
            } else if (body.cause() instanceof BoundedBody.TooLarge) {
                if (request.version() != HttpVersion.HTTP_2) {
                    // What is left of the body is of no use: neither is the connection.
                    request.response().putHeader("Connection", "close");
                }
                answer(request, Problems.tooLarge(bound));
            }
        });
    }

    private void passOn(HttpServerRequest request, Endpoint endpoint, Buffer body) {
        CommandSpans.Passage passage = spans.begin(request, endpoint);
        executors
                .send(request.method(), target(request), request.headers(), body)
                .onSuccess(answer -> {
                    if (request.path().startsWith(DEFINITIONS)
                            && !request.method().equals(HttpMethod.GET)) {
                        definitions.fire(new DefinitionsChanged());
                    }
                    passage.end(answer);
                    metrics.answered(answer);
                    switch (answer) {
                        case Executors.Answer.Given given -> relay(given, request);
                        case Executors.Answer.Nobody nobody -> {
                            answer(
                                    request,
                                    Problems.unavailable(
                                            "no-executor", "No executor can be reached; nothing was changed."));
                        }
                        case Executors.Answer.Late late ->
                            answer(
                                    request,
                                    Problems.timeout(
                                            "An executor took the command and did not answer. Send it again with the same "
                                                    + IDEMPOTENCY_KEY + ": it takes effect once."));
                    }
                });
    }

    /** In origin form, whatever form it came in (RFC 9112, 3.2): what a client writes never says where a command goes. */
    private static String target(HttpServerRequest request) {
        String query = request.query();
        return query == null ? request.path() : request.path() + "?" + query;
    }

    private static void relay(Executors.Answer.Given given, HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(given.status());
        Headers.pass(given.headers(), response.headers());
        String length = given.headers().get(CONTENT_LENGTH);
        if (request.method().equals(HttpMethod.HEAD) && length != null) {
            response.putHeader(CONTENT_LENGTH, length);
        }
        response.end(given.body());
    }

    private static void answer(HttpServerRequest request, Problem problem) {
        Problems.send(request.response(), problem.at(request.path()));
    }
}
