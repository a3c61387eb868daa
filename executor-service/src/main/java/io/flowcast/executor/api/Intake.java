package io.flowcast.executor.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.ulid.UlidCreator;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.Graph;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.engine.Encoded;
import io.flowcast.executor.engine.ExecutionState;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.engine.StateCodec;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.Created;
import io.flowcast.executor.store.Creation;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.StoreUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes an execution of a request: created, and where there is room claimed, in one step, so that no hop lies between the
 * request and the first node.
 */
@ApplicationScoped
class Intake {

    private static final int ATTEMPTS = 3;

    private final DefinitionStore definitions;
    private final WorkflowSchemas schemas;
    private final ExecutionStore store;
    private final Executions executions;
    private final StateCodec codec;
    private final ClusterClock clock;
    private final ApiConfig config;
    private final ObjectMapper json = new ObjectMapper();

    Intake(
            DefinitionStore definitions,
            WorkflowSchemas schemas,
            ExecutionStore store,
            Executions executions,
            StateCodec codec,
            ClusterClock clock,
            ApiConfig config) {
        this.definitions = definitions;
        this.schemas = schemas;
        this.store = store;
        this.executions = executions;
        this.codec = codec;
        this.clock = clock;
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
        Optional<Definition> found = request.version() == null
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
        Definition definition = found.get();
        Encoded input = codec.encode(json.convertValue(request.input(), Object.class));
        if (input.json().getBytes(StandardCharsets.UTF_8).length
                > config.maxInput().asLongValue()) {
            return refused(
                    413,
                    "input-too-large",
                    "Input too large",
                    "the input may have " + config.maxInput().asLongValue() + " bytes of JSON at most");
        }
        List<Problem.Fault> faults = schemas.input(definition, input.value());
        if (!faults.isEmpty()) {
            return new Outcome.Refused(Problem.http(
                            422,
                            "invalid-input",
                            "Invalid input",
                            "the input does not match the input schema of " + definition.id())
                    .with(faults.stream().map(Intake::inRequest).toList()));
        }
        return create(definition, input, owner, key, body, trace);
    }

    private Outcome create(
            Definition definition, Encoded input, String owner, @Nullable String key, byte[] body, TraceContext trace) {
        int partition = key == null
                ? ThreadLocalRandom.current().nextInt(config.partitions())
                : Math.floorMod((owner + ":" + key).hashCode(), config.partitions());
        ExecutionId id =
                new ExecutionId(partition, UlidCreator.getMonotonicUlid().toString());
        ExecutionState.Header header =
                new ExecutionState.Header(id, owner, definition, new Graph(definition), input, clock.now(), trace);
        boolean place = executions.takePlace();
        boolean handedOver = false;
        try {
            Executions.Beginning beginning = executions.begin(header, place);
            Creation creation = new Creation(
                    id,
                    beginning.fields(),
                    beginning.events(),
                    place,
                    key == null ? null : new Creation.Idempotency(key, digest(body)));
            long sentAt = System.nanoTime();
            return switch (createPatiently(creation)) {
                case Created.Written(long fence, EventId lastId) -> {
                    if (place) {
                        handedOver = executions.goOn(beginning, fence, lastId, sentAt);
                    }
                    yield new Outcome.Accepted(id, beginning.state().status().wire());
                }
                case Created.Repeated(ExecutionId earlier, String status) -> new Outcome.Accepted(earlier, status);
                case Created.KeyConflict(ExecutionId earlier) ->
                    refused(
                            409,
                            "idempotency-key-reused",
                            "Idempotency-Key reused",
                            "this key stands for another request, which started " + earlier);
            };
        } finally {
            if (place && !handedOver) {
                executions.putBack(1);
            }
        }
    }

    /** Repeated where the answer was lost: the id makes it one creation. The caller hears of a store that stays away. */
    private Created createPatiently(Creation creation) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.create(creation);
            } catch (StoreUnavailable e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
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
