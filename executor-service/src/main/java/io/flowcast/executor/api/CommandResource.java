package io.flowcast.executor.api;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.IntentStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands: start an execution, cancel one. */
@Path("/api/workflow")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class CommandResource {

    /** Everybody is this owner until callers are told apart. */
    static final String ANYBODY = "anybody";

    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final Intake intake;
    private final IntentStore intents;
    private final Executions executions;
    private final ApiConfig config;

    CommandResource(Intake intake, IntentStore intents, Executions executions, ApiConfig config) {
        this.intake = intake;
        this.intents = intents;
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
        if (executions.draining()) {
            throw new ProblemException(
                    Problem.http(503, "draining", "Stopping", "this executor is about to stop; ask another"));
        }
        if (key != null && !IDEMPOTENCY_KEY.matcher(key).matches()) {
            throw new ProblemException(Problem.http(
                    400,
                    "invalid-idempotency-key",
                    "Invalid Idempotency-Key",
                    "expected 1 to 255 visible ASCII characters without spaces"));
        }
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > config.maxBody()) {
            throw new ProblemException(Problem.http(
                    413,
                    "input-too-large",
                    "Input too large",
                    "the body has " + bytes.length + " bytes; at most " + config.maxBody() + " are taken"));
        }
        return switch (ExecuteRequest.read(bytes)) {
            case ExecuteRequest.Read.Refused(Problem problem) -> throw new ProblemException(problem);
            case ExecuteRequest.Read.Understood(ExecuteRequest request) ->
                switch (intake.accept(request, ANYBODY, key, bytes, trace(traceparent))) {
                    case Intake.Outcome.Refused(Problem problem) -> throw new ProblemException(problem);
                    case Intake.Outcome.Accepted(ExecutionId id, String status) -> accepted(id, status);
                };
        };
    }

    @POST
    @Path("/executions/{id}/cancel")
    @Consumes(MediaType.WILDCARD)
    public Response cancel(@PathParam("id") String text) {
        Optional<ExecutionId> id = ExecutionId.parse(text);
        if (id.isEmpty()) {
            throw new ProblemException(Problem.http(
                    400,
                    "invalid-execution-id",
                    "Invalid execution id",
                    "expected wf_exec_<partition>_<ULID>, such as wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB"));
        }
        return switch (intents.record(id.get(), ANYBODY, new Intent.Request.Cancel())) {
            case RECORDED -> accepted(id.get(), "cancelling");
            case NOT_FOUND ->
                throw new ProblemException(Problem.http(
                        404, "unknown-execution", "Unknown execution", "there is no execution " + id.get()));
            case TOO_MANY ->
                throw new ProblemException(Problem.http(
                        429,
                        "too-many-intents",
                        "Too many requests",
                        "so much is asked of " + id.get()
                                + " that its executor has not acted on yet; try again later"));
            case FINISHED ->
                throw new ProblemException(Problem.http(
                        409,
                        "execution-finished",
                        "Execution finished",
                        id.get() + " has ended and never changes again"));
        };
    }

    static TraceContext trace(@Nullable String traceparent) {
        return Optional.ofNullable(traceparent)
                .flatMap(TraceContext::parse)
                .orElseGet(() -> TraceContext.root(ThreadLocalRandom.current()));
    }

    static Response accepted(ExecutionId id, String status) {
        return Response.accepted(Map.of("executionId", id.toString(), "status", status))
                .header("Location", "/api/workflow/executions/" + id)
                .build();
    }
}
