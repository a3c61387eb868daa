package io.flowcast.executor.api;

import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.Problem;
import io.flowcast.executor.auth.Callers;
import io.flowcast.executor.engine.Executions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts executions. */
@Path("/api/workflow")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CommandResource {

    private final Intake intake;
    private final Executions executions;
    private final Callers callers;
    private final ApiConfig config;

    CommandResource(Intake intake, Executions executions, Callers callers, ApiConfig config) {
        this.intake = intake;
        this.executions = executions;
        this.callers = callers;
        this.config = config;
    }

    @POST
    @Path("/execute")
    @Consumes(MediaType.WILDCARD)
    public Response execute(
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent,
            @HeaderParam("tracestate") List<String> tracestate,
            byte @Nullable [] body) {
        Caller caller = Requests.caller(callers, Permission.OPERATE);
        Requests.takesNew(executions);
        Requests.key(key);
        byte[] bytes = Requests.body(body, config);
        return switch (ExecuteRequest.read(bytes)) {
            case ExecuteRequest.Read.Refused(Problem problem) -> throw new ProblemException(problem);
            case ExecuteRequest.Read.Understood(ExecuteRequest request) ->
                Requests.answer(
                        intake.accept(request, caller.owner(), key, bytes, Requests.trace(traceparent, tracestate)));
        };
    }
}
