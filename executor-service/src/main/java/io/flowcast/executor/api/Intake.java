package io.flowcast.executor.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.engine.Encoded;
import io.flowcast.executor.engine.Origin;
import io.flowcast.executor.engine.Start;
import io.flowcast.executor.engine.Starter;
import io.flowcast.executor.engine.StateCodec;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.node.Nesting;
import io.flowcast.executor.store.Creation;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes an execution of a request, once its input is checked. */
@ApplicationScoped
class Intake {

    private final DefinitionStore definitions;
    private final WorkflowSchemas schemas;
    private final Starter starter;
    private final StateCodec codec;
    private final ApiConfig config;
    private final ObjectMapper json = new ObjectMapper();

    Intake(DefinitionStore definitions, WorkflowSchemas schemas, Starter starter, StateCodec codec, ApiConfig config) {
        this.definitions = definitions;
        this.schemas = schemas;
        this.starter = starter;
        this.codec = codec;
        this.config = config;
    }

    /** What became of a request. */
    sealed interface Outcome {
        record Accepted(ExecutionId id, String status) implements Outcome {}

        record Refused(Problem problem) implements Outcome {}
    }

    /**
     * @param owner who asks
     * @param key the Idempotency-Key, where there was one
     * @param body the request's bytes, which the key stands for
     * @param trace the trace that the execution belongs to
     */
    Outcome accept(ExecuteRequest request, String owner, @Nullable String key, byte[] body, TraceContext trace) {
        Optional<CompiledDefinition> found = request.version() == null
                ? definitions.latest(request.workflowId())
                : definitions.version(request.workflowId(), request.version());
        if (found.isEmpty()) {
            return refused(
                    404,
                    "unknown-workflow",
                    "Unknown workflow",
                    "there is no workflow " + request.workflowId()
                            + (request.version() == null ? "" : " in version " + request.version()));
        }
        return start(
                found.get(),
                json.convertValue(request.input(), Object.class),
                owner,
                Origin.NONE,
                idempotency(key, body),
                trace);
    }

    /** @param input a plain value */
    Outcome start(
            CompiledDefinition workflow,
            @Nullable Object input,
            String owner,
            Origin origin,
            Creation.@Nullable Idempotency idempotency,
            TraceContext trace) {
        Definition definition = workflow.definition();
        if (Nesting.tooDeep(input)) {
            return new Outcome.Refused(Requests.tooDeep("the input nests"));
        }
        if (Numbers.tooLarge(input)) {
            return new Outcome.Refused(Numbers.refused());
        }
        Encoded encoded = codec.encode(input);
        if (encoded.bytes() > config.maxInput().asLongValue()) {
            return refused(
                    413,
                    "too-large",
                    "Input too large",
                    "the input may have " + config.maxInput().asLongValue() + " bytes of JSON at most");
        }
        List<Problem.Fault> faults = schemas.input(definition, input);
        if (!faults.isEmpty()) {
            return new Outcome.Refused(Problem.http(
                            422,
                            "invalid-input",
                            "Invalid input",
                            "the input does not match the input schema of " + definition.id())
                    .with(faults.stream().map(Intake::inRequest).toList()));
        }
        Start start = new Start(null, workflow, encoded, owner, origin, trace, 0, idempotency);
        Problem gone = Problem.http(
                404, "unknown-execution", "Unknown execution", "the execution that was to run once more is gone");
        return outcome(starter.start(start), definition, gone);
    }

    /** @param gone what to say where the execution that this one refers to is gone */
    Outcome outcome(Start.Outcome outcome, Definition definition, Problem gone) {
        return switch (outcome) {
            case Start.Outcome.Started(ExecutionId id, String status) -> new Outcome.Accepted(id, status);
            case Start.Outcome.KeyConflict(ExecutionId earlier) ->
                refused(
                        409,
                        "idempotency-key-reused",
                        "Idempotency-Key reused",
                        "this key stands for another request, which started " + earlier);
            case Start.Outcome.Full _ ->
                refused(
                        409,
                        "concurrency-limit",
                        "Concurrency limit reached",
                        "as many executions of " + definition.id()
                                + " run as its definition allows; this one is skipped");
            case Start.Outcome.Orphan _ -> new Outcome.Refused(gone);
            case Start.Outcome.Early _ -> throw new IllegalStateException("no time was named");
        };
    }

    /** Of the owner of what is started. */
    static Creation.@Nullable Idempotency idempotency(@Nullable String key, byte[] request) {
        return idempotency(null, key, request);
    }

    /** @param scope whose keys are apart from all others'; null for the owner of what is started */
    static Creation.@Nullable Idempotency idempotency(@Nullable String scope, @Nullable String key, byte[] request) {
        return key == null ? null : new Creation.Idempotency(scope, key, digest(request));
    }

    /** Faults point into the input; the caller sees the whole request. */
    private static Problem.Fault inRequest(Problem.Fault fault) {
        String pointer = fault.pointer() == null ? "" : fault.pointer();
        return new Problem.Fault("/input" + pointer, null, null, fault.detail());
    }

    private static Outcome refused(int status, String type, String title, String detail) {
        return new Outcome.Refused(Problem.http(status, type, title, detail));
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
