package io.flowcast.gateway.api;

import io.flowcast.events.Problem;
import io.flowcast.service.RequestPath;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes a problem of whatever a read ends with. */
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response problem(ProblemException e, UriInfo uri) {
        return answer(e.problem(), uri);
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, UriInfo uri) {
        int status = e.getResponse().getStatus();
        String title = e.getResponse().getStatusInfo().getReasonPhrase();
        if (status == 404) {
            return answer(Problems.notFound(RequestPath.of(uri.getPath())), uri);
        }
        String type = title.toLowerCase(Locale.ROOT).replace(' ', '-');
        return answer(Problem.http(status, type, title, title + ": " + RequestPath.of(uri.getPath())), uri);
    }

    @ServerExceptionMapper
    Response asynchronous(CompletionException e, UriInfo uri, HttpHeaders headers) {
        return e.getCause() instanceof ProblemException known ? problem(known, uri) : unexpected(e, uri, headers);
    }

    @ServerExceptionMapper
    Response unexpected(Exception e, UriInfo uri, HttpHeaders headers) {
        try (LogContext _ = LogContext.of(RequestPath.of(uri.getPath()), headers.getHeaderString("traceparent"))) {
            LOG.errorf(e, "GET %s failed", RequestPath.of(uri.getPath()));
        }
        return answer(Problems.broken(), uri);
    }

    private static Response answer(Problem problem, UriInfo uri) {
        int status = problem.status() == null ? 500 : problem.status();
        Response.ResponseBuilder answer = Response.status(status)
                .type(Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(problem.at(RequestPath.of(uri.getPath())));
        if (status == 503) {
            answer.header(Problems.RETRY_AFTER, 1);
        }
        return answer.build();
    }
}
