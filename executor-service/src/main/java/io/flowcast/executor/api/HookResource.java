package io.flowcast.executor.api;

import io.flowcast.access.Caller;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.engine.Origin;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.trigger.Hooks;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Webhooks in: a request from outside that knows the workflow's secret starts an execution. */
@Path("/api/workflow/hooks")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class HookResource {

    private static final int MAX_DELIVERY_ID = 255;

    private final Hooks hooks;
    private final Intake intake;
    private final ApiConfig config;

    HookResource(Hooks hooks, Intake intake, ApiConfig config) {
        this.hooks = hooks;
        this.intake = intake;
        this.config = config;
    }

    @POST
    @Path("/{workflowId}")
    @Consumes(MediaType.WILDCARD)
    public Response receive(
            @PathParam("workflowId") String workflowId,
            @Context HttpHeaders httpHeaders,
            @Context UriInfo uri,
            byte @Nullable [] body) {
        byte[] bytes = Requests.body(body, config);
        Map<String, String> headers = new LinkedHashMap<>();
        httpHeaders
                .getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        Hooks.Request request =
                new Hooks.Request(workflowId, headers, uri.getRequestUri().getRawQuery(), bytes);
        String delivery = request.deliveryId().orElse(null);
        if (delivery != null && delivery.length() > MAX_DELIVERY_ID) {
            throw new ProblemException(Problem.http(
                    400,
                    "invalid-idempotency-key",
                    "Invalid delivery id",
                    "the id of a delivery may have " + MAX_DELIVERY_ID + " characters at most"));
        }
        return switch (hooks.receive(request)) {
            case Hooks.Reception.Refused(Problem problem) -> throw new ProblemException(problem);
            case Hooks.Reception.Welcome welcome -> start(welcome, delivery, trace(headers), bytes);
        };
    }

    private static TraceContext trace(Map<String, String> headers) {
        return Requests.trace(
                headers.get("traceparent"),
                Stream.ofNullable(headers.get("tracestate")).toList());
    }

    private Response start(
            Hooks.Reception.Welcome welcome, @Nullable String delivery, TraceContext trace, byte[] body) {
        // The space keeps it apart from every key that a caller of execute can choose.
        String key = delivery == null
                ? null
                : "hook " + welcome.workflow().definition().id() + " " + delivery;
        Intake.Outcome outcome = intake.start(
                welcome.workflow(),
                welcome.input(),
                welcome.owner(),
                Origin.trigger("webhook"),
                Intake.idempotency(Caller.ANYBODY, key, body),
                trace);
        return switch (outcome) {
            case Intake.Outcome.Refused(Problem problem) -> {
                hooks.fired(welcome, null, Integer.valueOf(409).equals(problem.status()) ? "skipped" : "failed");
                throw new ProblemException(problem);
            }
            case Intake.Outcome.Accepted(ExecutionId id, String status) -> {
                hooks.fired(welcome, id, "started");
                yield Requests.accepted(id, status);
            }
        };
    }
}
