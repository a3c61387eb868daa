package io.flowcast.executor.api;

import io.flowcast.events.Problem;
import io.flowcast.executor.engine.Executions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Starts executions. */
@Path("/api/workflow")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CommandResource {

    private final Intake intake;
    private final Executions executions;
    private final ApiConfig config;

    CommandResource(Intake intake, Executions executions, ApiConfig config) {
        this.intake = intake;
        this.executions = executions;
        this.config = config;
    }

    @POST
    @Path("/execute")
    @Consumes(MediaType.WILDCARD)
    public Response execute(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent,
            byte @Nullable [] body) {
        Requests.takesNew(executions);
        Requests.key(key);
        byte[] bytes = Requests.body(body, config);
        return switch (ExecuteRequest.read(bytes)) {
            case ExecuteRequest.Read.Refused(Problem problem) -> throw new ProblemException(problem);
            case ExecuteRequest.Read.Understood(ExecuteRequest request) ->
                Requests.answer(intake.accept(request, Requests.ANYBODY, key, bytes, Requests.trace(traceparent)));
        };
    }
}
