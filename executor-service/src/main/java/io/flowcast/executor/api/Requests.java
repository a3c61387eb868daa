package io.flowcast.executor.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.auth.Callers;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.node.JsonMistake;
import io.flowcast.executor.node.Nesting;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the commands have in common: what they take, and how they answer. What is not taken is a {@link ProblemException}. */
final class Requests {

    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private Requests() {}

    /** Who asks, if they may: to be called first in whatever answers a request. */
    static Caller caller(Callers callers, Permission needed) {
        return switch (callers.ask(needed)) {
            case Callers.Answer.Let(Caller caller) -> caller;
            case Callers.Answer.Unknown(String why) ->
                throw new ProblemException(Problem.http(401, "unauthorized", "Not let in", why));
            case Callers.Answer.Forbidden(Permission lacking) ->
                throw new ProblemException(Problem.http(
                        403, "forbidden", "Not allowed", "none of your roles gives the permission " + lacking.wire()));
            case Callers.Answer.KeysMissing _ ->
                throw new ProblemException(Problem.http(
                        503,
                        "keys-unavailable",
                        "Try again shortly",
                        "the keys with which tokens are signed cannot be had; nothing was changed"));
        };
    }

    /** A process that is about to stop begins nothing new. */
    static void takesNew(Executions executions) {
        if (executions.draining()) {
            throw new ProblemException(
                    Problem.http(503, "draining", "Stopping", "this executor is about to stop; ask another"));
        }
    }

    static void key(@Nullable String key) {
        if (key != null && !IDEMPOTENCY_KEY.matcher(key).matches()) {
            throw new ProblemException(Problem.http(
                    400,
                    "invalid-idempotency-key",
                    "Invalid Idempotency-Key",
                    "expected 1 to 255 visible ASCII characters without spaces"));
        }
    }

    static byte[] body(byte @Nullable [] body, ApiConfig config) {
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > config.maxBody()) {
            throw new ProblemException(Problem.http(
                    413,
                    "too-large",
                    "Input too large",
                    "the body has " + bytes.length + " bytes; at most " + config.maxBody() + " are taken"));
        }
        return bytes;
    }

    /** Says why a body is no JSON, and where. */
    static Problem malformed(IOException cause) {
        if (!(cause instanceof JsonProcessingException e)) {
            return Problem.http(
                    400, "malformed-json", "Malformed JSON", "the body is not UTF-8: " + cause.getMessage());
        }

        if (e instanceof StreamConstraintsException && e.getOriginalMessage().contains("nesting depth")) {
            return tooDeep("the body nests");
        }
        String why = JsonMistake.of(e);
        JsonLocation place = e.getLocation();
        return Problem.http(400, "malformed-json", "Malformed JSON", "the body is not JSON: " + why)
                .with(List.of(new Problem.Fault(
                        null,
                        place == null ? null : place.getLineNr(),
                        place == null ? null : place.getColumnNr(),
                        why)));
    }

    /** @param what and that it nests */
    static Problem tooDeep(String what) {
        return Problem.http(
                400, "nested-too-deep", "Nested too deep", what + " deeper than " + Nesting.MOST + " maps and lists");
    }

    static ExecutionId executionId(String text) {
        return ExecutionId.parse(text)
                .orElseThrow(() -> new ProblemException(Problem.http(
                        400,
                        "invalid-execution-id",
                        "Invalid execution id",
                        "expected wf_exec_<partition>_<ULID>, such as wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB")));
    }

    static Problem unknown(ExecutionId id) {
        return Problem.http(404, "unknown-execution", "Unknown execution", "there is no execution " + id);
    }

    static Problem unreadable(ExecutionId id) {
        return Problem.http(
                409,
                "unreadable-execution",
                "Unreadable execution",
                "this executor does not understand what is stored of " + id
                        + "; one of another version may have written it");
    }

    /** The trace of whoever asks, or one of its own. */
    static TraceContext trace(@Nullable String traceparent, List<String> tracestate) {
        return Optional.ofNullable(traceparent)
                .flatMap(parent -> TraceContext.parse(parent, tracestate))
                .orElseGet(() -> TraceContext.root(ThreadLocalRandom.current()));
    }

    static Response answer(Intake.Outcome outcome) {
        return switch (outcome) {
            case Intake.Outcome.Refused(Problem problem) -> throw new ProblemException(problem);
            case Intake.Outcome.Accepted(ExecutionId id, String status) -> accepted(id, status);
        };
    }

    static Response accepted(ExecutionId id, String status) {
        return Response.accepted(Map.of("executionId", id.toString(), "status", status))
                .header("Location", "/api/workflow/executions/" + id)
                .build();
    }
}
