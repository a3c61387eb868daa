package io.flowcast.executor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.NullNode;
import io.flowcast.access.Caller;
import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.executor.auth.Callers;
import io.flowcast.executor.definition.AwaitedSignal;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.engine.ForConfig;
import io.flowcast.executor.engine.StateCodec;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ExecutionReader;
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
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the signals that nodes wait for, or will: checked against what the execution's own definition says. */
@Path("/api/workflow/executions/{id}/signals/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class SignalResource {

    private static final Logger LOG = Logger.getLogger(SignalResource.class);
    private static final List<String> READ =
            List.of(ExecutionFields.OWNER, ExecutionFields.DEFINITION, ExecutionFields.VERSION);

    private static final ObjectReader READER = ExecuteRequest.reader(0);

    private final ExecutionReader executions;
    private final IntentStore intents;
    private final StateCodec codec;
    private final WorkflowSchemas schemas;
    private final ClusterClock clock;
    private final Callers callers;
    private final ApiConfig config;
    private final ForConfig loops;

    SignalResource(
            ExecutionReader executions,
            IntentStore intents,
            StateCodec codec,
            WorkflowSchemas schemas,
            ClusterClock clock,
            Callers callers,
            ApiConfig config,
            ForConfig loops) {
        this.executions = executions;
        this.intents = intents;
        this.codec = codec;
        this.schemas = schemas;
        this.clock = clock;
        this.callers = callers;
        this.config = config;
        this.loops = loops;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Response signal(
            @PathParam("id") String text,
            @PathParam("name") String name,
            @HeaderParam("Idempotency-Key") @Nullable String key,
            byte @Nullable [] body) {
        Caller caller = Requests.caller(callers, Permission.OPERATE);
        ExecutionId id = Requests.executionId(text);
        Requests.key(key);
        JsonNode payload = payload(body == null ? new byte[0] : body);
        AwaitedSignal awaited = awaited(id, caller, name);
        check(awaited, payload);
        Intent.Request.Signal signal = new Intent.Request.Signal(name, key, payload, clock.now());
        long most = loops.maxSignals().asLongValue();
        IntentStore.Signalled outcome = awaited.ofItems()
                ? intents.signal(
                        id,
                        caller.commands(),
                        signal,
                        new IntentStore.ForItem(awaited.nodeId(), awaited.item(name), most))
                : intents.signal(id, caller.commands(), signal);
        return switch (outcome) {
            case RECEIVED -> Requests.accepted(id, "signalled");
            case NOT_FOUND -> throw new ProblemException(Requests.unknown(id));
            case FINISHED ->
                throw new ProblemException(Problem.http(
                        409, "execution-finished", "Execution finished", id + " has ended and never changes again"));
            case TAKEN ->
                throw new ProblemException(Problem.http(
                        409,
                        "signal-received",
                        "Signal received already",
                        "a signal " + name + " was received before, and one is all that is taken"));
            case NO_ITEM ->
                throw new ProblemException(Problem.http(
                        404,
                        "unknown-signal",
                        "Unknown signal",
                        "the list of node " + awaited.nodeId() + " has no item " + awaited.item(name)));
            case TOO_MUCH ->
                throw new ProblemException(Problem.http(
                        413,
                        "too-large",
                        "Signals too large",
                        "the signals for the items of node " + awaited.nodeId() + " would have more than " + most
                                + " bytes together (flowcast.for.max-signals)"));
        };
    }

    private JsonNode payload(byte[] bytes) {
        long most = config.maxSignal().asLongValue();
        if (bytes.length > most) {
            throw new ProblemException(Problem.http(
                    413,
                    "too-large",
                    "Signal too large",
                    "the body has " + bytes.length + " bytes; at most " + most + " are taken"));
        }
        if (bytes.length == 0) {
            return NullNode.getInstance();
        }
        JsonNode payload;
        try {
            payload = READER.readTree(bytes);
        } catch (IOException e) {
            throw new ProblemException(Requests.malformed(e));
        }
        if (Numbers.tooLarge(payload)) {
            throw new ProblemException(Numbers.refused());
        }
        return payload;
    }

    private AwaitedSignal awaited(ExecutionId id, Caller caller, String name) {
        Map<String, String> fields = executions.fields(id, READ);
        if (!caller.commands(fields.get(ExecutionFields.OWNER))) {
            throw new ProblemException(Requests.unknown(id));
        }
        List<AwaitedSignal> signals = AwaitedSignal.of(definition(id, fields));
        return signals.stream()
                .filter(signal -> signal.takes(name))
                .filter(signal -> !signal.ofItems() || signal.item(name) < loops.maxItems())
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.http(
                        404,
                        "unknown-signal",
                        "Unknown signal",
                        signals.isEmpty()
                                ? "no node of " + id + " waits for signals"
                                : "no node of " + id + " waits for a signal of this name; there are "
                                        + signals.stream()
                                                .map(AwaitedSignal::shown)
                                                .collect(Collectors.joining(", ")))));
    }

    private Definition definition(ExecutionId id, Map<String, String> fields) {
        try {
            return codec.definition(fields);
        } catch (RuntimeException e) {
            LOG.warnf("%s cannot be read, and so not be signalled: %s", id, e);
            throw new ProblemException(Requests.unreadable(id));
        }
    }

    private void check(AwaitedSignal signal, JsonNode payload) {
        if (signal.schema() == null) {
            return;
        }
        List<Problem.Fault> faults =
                schemas.misses(signal.schema(), codec.encode(payload).value());
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.http(
                            422,
                            "invalid-signal",
                            "Invalid signal",
                            "the payload does not match the schema of the signal " + signal.name())
                    .with(faults));
        }
    }
}
