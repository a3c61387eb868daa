package io.flowcast.gateway.sse;

import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.gateway.api.ProblemException;
import io.flowcast.gateway.api.Problems;
import io.flowcast.gateway.auth.Access;
import io.flowcast.gateway.auth.Admission;
import io.flowcast.gateway.auth.Callers;
import io.flowcast.gateway.hub.Rejection;
import io.flowcast.gateway.limit.Client;
import io.flowcast.gateway.limit.Clients;
import io.flowcast.gateway.limit.Place;
import io.flowcast.gateway.limit.Places;
import io.flowcast.gateway.limit.Refusal;
import io.flowcast.gateway.limit.Verdict;
import io.flowcast.gateway.log.LogSource.TailReading;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Objects;
import java.util.Set;

/**
 * {@code GET /api/workflow/executions/{id}/stream}, {@code GET /api/workflow/streams} and
 * {@code GET /api/workflow/executions/stream}.
 */
@ApplicationScoped
class StreamRoute {
    private static final String ONE = "/api/workflow/executions/:id/stream";
    private static final String SEVERAL = "/api/workflow/streams";
    private static final String CHANGES = "/api/workflow/executions/stream";

    private final Streams streams;
    private final Callers callers;
    private final Access access;
    private final Clients clients;
    private final Places places;

    StreamRoute(Streams streams, Callers callers, Access access, Clients clients, Places places) {
        this.streams = streams;
        this.callers = callers;
        this.access = access;
        this.clients = clients;
        this.places = places;
    }

    void register(@Observes Router router) {
        register(
                router,
                ONE,
                (exchange, caller) -> StreamRequest.execution(exchange.pathParam("id"), exchange.request()));
        register(router, SEVERAL, (exchange, caller) -> StreamRequest.executions(exchange.request()));
        register(
                router,
                CHANGES,
                (exchange, caller) -> StreamRequest.changes(
                        exchange.request(), caller.seesOnly(), streams.feed().partitions()));
    }

    private void register(Router router, String path, Parser parser) {
        router.get(path).handler(exchange -> admitted(exchange, parser, this::stream));
        router.head(path).handler(exchange -> admitted(exchange, parser, this::head));
    }

    /** Makes of a request what it asks for. */
    private interface Parser {
        StreamRequest parse(RoutingContext exchange, Caller caller) throws StreamRequest.Malformed;
    }

    /** What comes of it. */
    private interface Then {
        void go(RoutingContext exchange, StreamRequest request, Admission admission);
    }

    /** Takes a request in. */
    private void admitted(RoutingContext exchange, Parser parser, Then then) {
        try {
            Admission admission = callers.admission(exchange, Permission.VIEW);
            then.go(exchange, parser.parse(exchange, admission.caller()), admission);
        } catch (StreamRequest.Malformed malformed) {
            refuse(exchange, malformed.problem());
        } catch (ProblemException refused) {
            refuse(exchange, refused.problem());
        }
    }

    private void stream(RoutingContext exchange, StreamRequest request, Admission admission) {
        places.ask(client(exchange, admission.caller()), request.ids(), verdict -> {
            switch (verdict) {
                case Verdict.Granted granted -> open(exchange, request, admission, granted.place());
                case Verdict.Refused refused -> turnAway(exchange, request, refused.why());
            }
        });
    }

    private Client client(RoutingContext exchange, Caller caller) {
        String subject = caller.owner().equals(Caller.ANYBODY) ? null : caller.subject();
        return clients.of(exchange.request(), subject);
    }

    private void open(RoutingContext exchange, StreamRequest request, Admission admission, Place place) {
        hidden(request, admission, request.withCursor() ? 2 : 1)
                .onSuccess(hidden -> {
                    if (places.draining()) {
                        place.close();
                        turnAway(exchange, request, Refusal.DRAINING);
                    } else {
                        join(exchange, request.without(hidden), admission, place);
                    }
                })
                .onFailure(unreachable -> {
                    place.close();
                    Answers.reject(exchange.response(), request, Rejection.UNAVAILABLE, retry());
                });
    }

    private void join(RoutingContext exchange, StreamRequest request, Admission admission, Place place) {
        StreamLoop loop = streams.here();
        long expiresAt =
                streams.elapsed() + streams.jitter().age(streams.config().maxAge());
        loop.join(request, new Connection(exchange.request(), loop, request, admission, expiresAt, place), exchange);
    }

    private void turnAway(RoutingContext exchange, StreamRequest request, Refusal why) {
        Answers.refuse(exchange.response(), request.eventSource(), why, streams.retry(why));
    }

    /**
     * Those that are another's or do not exist. With a cursor it is looked twice, as for all that seems lost: a failover may have
     * lost what its executor writes again.
     */
    private Future<Set<ExecutionId>> hidden(StreamRequest request, Admission admission, int looks) {
        return access.hidden(admission.caller(), request.ids()).compose(hidden -> {
            if (hidden.isEmpty() || looks == 1) {
                return Future.succeededFuture(hidden);
            }
            Promise<Set<ExecutionId>> again = Promise.promise();
            streams.here()
                    .after(
                            streams.config().secondLook(),
                            () -> hidden(request, admission, looks - 1).onComplete(again));
            return again.future();
        });
    }

    private static void refuse(RoutingContext exchange, Problem problem) {
        Problems.send(exchange.response(), problem.at(exchange.request().path()));
    }

    /** What a GET would answer, as far as that can be known without opening a stream. */
    private void head(RoutingContext exchange, StreamRequest request, Admission admission) {
        HttpServerResponse response = exchange.response();
        hidden(request, admission, 1)
                .onSuccess(hidden -> head(response, request.without(hidden)))
                .onFailure(unreachable -> Answers.reject(response, request, Rejection.UNAVAILABLE, retry()));
    }

    private void head(HttpServerResponse response, StreamRequest request) {
        if (request.wanted() instanceof StreamRequest.Wanted.Changes) {
            Answers.headers(response).end();
            return;
        }
        streams.log().tails(request.visible(), answer -> {
            switch (answer) {
                case TailReading.Unreachable unreachable ->
                    Answers.reject(response, request, Rejection.UNAVAILABLE, retry());
                case TailReading.Tails tails -> {
                    if (tails.last().stream().allMatch(Objects::isNull)) {
                        Answers.reject(response, request, Rejection.UNKNOWN, retry());
                    } else {
                        Answers.headers(response).end();
                    }
                }
            }
        });
    }

    private long retry() {
        return streams.jitter().retry(streams.config().retry());
    }
}
