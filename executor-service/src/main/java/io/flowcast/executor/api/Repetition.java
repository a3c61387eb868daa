package io.flowcast.executor.api;

import io.flowcast.access.Caller;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.engine.ExecutionState;
import io.flowcast.executor.engine.Origin;
import io.flowcast.executor.engine.Starter;
import io.flowcast.executor.engine.StateCodec;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.store.ExecutionReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes new executions of those that have ended: going on where one failed, or from the beginning. */
@ApplicationScoped
class Repetition {

    private static final Logger LOG = Logger.getLogger(Repetition.class);

    private final ExecutionReader executions;
    private final StateCodec codec;
    private final Starter starter;
    private final Intake intake;
    private final DefinitionStore definitions;

    Repetition(
            ExecutionReader executions, StateCodec codec, Starter starter, Intake intake, DefinitionStore definitions) {
        this.executions = executions;
        this.codec = codec;
        this.starter = starter;
        this.intake = intake;
        this.definitions = definitions;
    }

    private sealed interface Found {
        record Ended(ExecutionState state) implements Found {}

        record Refused(Problem problem) implements Found {}
    }

    /**
     * @param caller who asks
     * @param key the Idempotency-Key, where there was one
     */
    Intake.Outcome retry(ExecutionId id, Caller caller, @Nullable String key, TraceContext trace) {
        return switch (find(id, caller)) {
            case Found.Refused(Problem problem) -> new Intake.Outcome.Refused(problem);
            case Found.Ended(ExecutionState earlier) -> {
                if (earlier.status() == ExecutionStatus.COMPLETED) {
                    yield refused(
                            409,
                            "execution-completed",
                            "Nothing to retry",
                            id + " has completed; to run it once more, ask for a rerun");
                }
                yield intake.outcome(
                        starter.retry(earlier, trace, Intake.idempotency(key, bytes("retry " + id))),
                        earlier.header().definition(),
                        Requests.unknown(id));
            }
        };
    }

    /**
     * @param caller who asks
     * @param key the Idempotency-Key, where there was one
     */
    Intake.Outcome rerun(
            ExecutionId id, RerunRequest request, Caller caller, @Nullable String key, TraceContext trace) {
        return switch (find(id, caller)) {
            case Found.Refused(Problem problem) -> new Intake.Outcome.Refused(problem);
            case Found.Ended(ExecutionState earlier) -> {
                String workflowId = earlier.header().definition().id();
                Optional<CompiledDefinition> workflow = workflow(earlier, request.version());
                if (workflow.isEmpty()) {
                    yield refused(
                            404,
                            "unknown-workflow",
                            "Unknown workflow",
                            "there is no such version of the workflow " + workflowId);
                }
                yield intake.start(
                        workflow.get(),
                        earlier.header().input().value(),
                        caller.owner(),
                        Origin.rerunOf(id),
                        Intake.idempotency(key, bytes("rerun " + id + " " + request.version())),
                        trace);
            }
        };
    }

    private Optional<CompiledDefinition> workflow(ExecutionState earlier, @Nullable Integer version) {
        CompiledDefinition ran = earlier.header().workflow();
        if (version == null || version == ran.definition().version()) {
            return Optional.of(ran);
        }
        String workflowId = ran.definition().id();
        return version == RerunRequest.LATEST
                ? definitions.latest(workflowId)
                : definitions.version(workflowId, version);
    }

    private Found find(ExecutionId id, Caller caller) {
        Map<String, String> fields = executions.read(id);
        if (!caller.commands(fields.get(ExecutionFields.OWNER))) {
            return new Found.Refused(Requests.unknown(id));
        }
        String status = fields.getOrDefault(ExecutionFields.STATUS, "");
        if (!ExecutionStatus.parse(status).map(ExecutionStatus::terminal).orElse(false)) {
            return new Found.Refused(Problem.http(
                    409,
                    "execution-not-finished",
                    "Execution not finished",
                    id + " is " + status + ", and has not ended"));
        }
        try {
            return new Found.Ended(codec.read(id, fields, 0));
        } catch (RuntimeException e) {
            LOG.warnf("%s cannot be read, and so not be repeated: %s", id, e);
            return new Found.Refused(Requests.unreadable(id));
        }
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.UTF_8);
    }

    private static Intake.Outcome refused(int status, String type, String title, String detail) {
        return new Intake.Outcome.Refused(Problem.http(status, type, title, detail));
    }
}
