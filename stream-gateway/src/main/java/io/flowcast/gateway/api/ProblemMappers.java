package io.flowcast.gateway.api;

import io.flowcast.events.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
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
        return answer(Problem.http(status, "http", title, title + ": " + uri.getPath()), uri);
    }

    @ServerExceptionMapper
    Response asynchronous(CompletionException e, UriInfo uri) {
        return e.getCause() instanceof ProblemException known ? problem(known, uri) : unexpected(e, uri);
    }

    @ServerExceptionMapper
    Response unexpected(Exception e, UriInfo uri) {
        LOG.errorf(e, "GET %s failed", uri.getPath());
        return answer(Problems.broken(), uri);
    }

    private static Response answer(Problem problem, UriInfo uri) {
        Integer status = problem.status();
        return Response.status(status == null ? 500 : status)
                .type(Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(problem.at(uri.getPath()))
                .build();
    }
}
