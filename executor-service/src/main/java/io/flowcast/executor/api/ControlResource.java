package io.flowcast.executor.api;

import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.auth.Callers;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.IntentStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be done with an execution: end, pause and resume one that runs; retry, and run once more, one that has ended. */
@Path("/api/workflow/executions/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
class ControlResource {

    private final IntentStore intents;
    private final Repetition repetition;
    private final Executions executions;
    private final Callers callers;
    private final ApiConfig config;

    ControlResource(
            IntentStore intents, Repetition repetition, Executions executions, Callers callers, ApiConfig config) {
        this.intents = intents;
        this.repetition = repetition;
        this.executions = executions;
        this.callers = callers;
        this.config = config;
    }

    @POST
    @Path("/cancel")
    public Response cancel(@PathParam("id") String id) {
        return ask(id, new Intent.Request.Cancel(), null, "cancelling");
    }

    @POST
    @Path("/pause")
    public Response pause(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return ask(id, new Intent.Request.Pause(), key, "pausing");
    }

    @POST
    @Path("/resume")
    public Response resume(@PathParam("id") String id, @HeaderParam("Idempotency-Key") @Nullable String key) {
        return ask(id, new Intent.Request.Resume(), key, "resuming");
    }

    @POST
    @Path("/retry")
    public Response retry(
            @PathParam("id") String id,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent,
            @HeaderParam("tracestate") List<String> tracestate) {
        Caller caller = caller();
        ExecutionId earlier = Requests.executionId(id);
        Requests.takesNew(executions);
        Requests.key(key);
        return Requests.answer(repetition.retry(earlier, caller, key, Requests.trace(traceparent, tracestate)));
    }

    @POST
    @Path("/rerun")
    public Response rerun(
            @PathParam("id") String id,
            @QueryParam("version") @Nullable String version,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            @HeaderParam("traceparent") @Nullable String traceparent,
            @HeaderParam("tracestate") List<String> tracestate,
            byte @Nullable [] body) {
        Caller caller = caller();
        ExecutionId earlier = Requests.executionId(id);
        Requests.takesNew(executions);
        Requests.key(key);
        return switch (RerunRequest.read(version, Requests.body(body, config))) {
            case RerunRequest.Read.Refused(Problem problem) -> throw new ProblemException(problem);
            case RerunRequest.Read.Understood(RerunRequest request) ->
                Requests.answer(
                        repetition.rerun(earlier, request, caller, key, Requests.trace(traceparent, tracestate)));
        };
    }

    private Caller caller() {
        return Requests.caller(callers, Permission.OPERATE);
    }

    /** A pause that was sent again, and comes late, would else undo the resume that was sent since; and the other way round. */
    private Response ask(String path, Intent.Request request, @Nullable String key, String status) {
        Caller caller = caller();
        ExecutionId id = Requests.executionId(path);
        Requests.key(key);
        return switch (intents.record(id, caller.commands(), request, key)) {
            case RECORDED -> Requests.accepted(id, status);
            case NOT_FOUND -> throw new ProblemException(Requests.unknown(id));
            case TOO_MANY ->
                throw new ProblemException(Problem.http(
                        429,
                        "too-many-intents",
                        "Too many requests",
                        "so much is asked of " + id + " that its executor has not acted on yet; try again later"));
            case FINISHED ->
                throw new ProblemException(Problem.http(
                        409, "execution-finished", "Execution finished", id + " has ended and never changes again"));
        };
    }
}
