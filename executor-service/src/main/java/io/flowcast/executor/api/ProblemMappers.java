package io.flowcast.executor.api;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.UnreadableDefinition;
import io.flowcast.executor.store.StoreUnavailable;
import io.flowcast.service.RequestPath;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error as {@code application/problem+json} (RFC 9457): never a stack trace. */
final class ProblemMappers {

    private static final int MOST_FAULTS = 200;
    /** Characters of one detail. */
    private static final int LONGEST = 1_000;

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response known(ProblemException e, UriInfo uri) {
        return answer(e.problem(), uri);
    }

    @ServerExceptionMapper
    Response away(StoreUnavailable e, UriInfo uri) {
        // Not a line for every request: that Redis is away the claimer says, once.
        LOG.debugf("%s is answered with 503: %s", RequestPath.of(uri.getPath()), e.getMessage());
        if (e.isFull()) {
            return answer(
                    Problem.http(
                            503,
                            "store-full",
                            "Store full",
                            "Redis has no memory left; nothing was written, and what runs waits until there is some"),
                    uri);
        }
        return answer(
                Problem.http(
                        503,
                        "store-unavailable",
                        "Store unavailable",
                        "Redis gives no answer at present; what was asked may still take effect, so repeat it with the"
                                + " same Idempotency-Key"),
                uri);
    }

    @ServerExceptionMapper
    Response ofAnotherVersion(UnreadableDefinition e, UriInfo uri) {
        LOG.warnf("%s is answered with 503: %s (%s)", RequestPath.of(uri.getPath()), e.getMessage(), e.getCause());
        return answer(
                Problem.http(503, "unreadable-definition", "Unreadable definition", String.valueOf(e.getMessage())),
                uri);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e, UriInfo uri) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (status.getStatusCode() == Response.Status.NOT_ACCEPTABLE.getStatusCode()) {
            return answer(
                    Problem.http(
                            406,
                            "not-acceptable",
                            "Not Acceptable",
                            "Accept takes no " + MediaType.APPLICATION_JSON + ", and there is nothing else."),
                    uri);
        }
        return answer(
                Problem.http(
                        status.getStatusCode(),
                        status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'),
                        status.getReasonPhrase(),
                        String.valueOf(e.getMessage())),
                uri);
    }

    @ServerExceptionMapper
    Response unexpected(RuntimeException e, UriInfo uri) {
        LOG.errorf(e, "%s failed", RequestPath.of(uri.getPath()));
        return answer(
                Problem.http(500, "internal", "Internal error", "the log of the executor says what happened"), uri);
    }

    /** However much is wrong, and with however long a text: the answer is one that can be read. */
    private static Problem bounded(Problem problem) {
        Problem shorter = new Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                problem.detail() == null ? null : cut(problem.detail()),
                problem.instance(),
                problem.errors(),
                problem.firstEventId());
        List<Problem.Fault> faults = problem.errors();
        return faults == null
                ? shorter
                : shorter.with(faults.stream()
                        .limit(MOST_FAULTS)
                        .map(fault -> new Problem.Fault(
                                fault.pointer() == null ? null : cut(fault.pointer()),
                                fault.line(),
                                fault.column(),
                                cut(fault.detail())))
                        .toList());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static Response answer(Problem problem, UriInfo uri) {
        int status = problem.status() == null ? 500 : problem.status();
        Response.ResponseBuilder answer = Response.status(status)
                .type(Problem.MEDIA_TYPE)
                .entity(bounded(problem).at(RequestPath.of(uri.getPath())));
        if (status == 503) {
            answer.header("Retry-After", 1);
        } else if (status == 401) {
            answer.header("WWW-Authenticate", "Bearer");
        }
        return answer.build();
    }
}
