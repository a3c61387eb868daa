package io.flowcast.executor.trigger;

import io.flowcast.access.Caller;
import io.flowcast.events.Problem;
import io.flowcast.events.TriggerState.Firing;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.Trigger;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.engine.Encoded;
import io.flowcast.executor.engine.Origin;
import io.flowcast.executor.engine.Start;
import io.flowcast.executor.engine.Starter;
import io.flowcast.executor.engine.StateCodec;
import io.flowcast.executor.engine.TraceContext;
import io.flowcast.executor.store.Creation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the execution that a tick asks for, once in the whole cluster. Thread-safe; blocks. */
@ApplicationScoped
class TriggeredStart {

    private static final Logger LOG = Logger.getLogger(TriggeredStart.class);

    private final Starter starter;
    private final WorkflowSchemas schemas;
    private final StateCodec codec;
    private final TriggerMetrics metrics;
    private final TriggerOwners owners;

    TriggeredStart(
            Starter starter, WorkflowSchemas schemas, StateCodec codec, TriggerMetrics metrics, TriggerOwners owners) {
        this.starter = starter;
        this.schemas = schemas;
        this.codec = codec;
        this.metrics = metrics;
        this.owners = owners;
    }

    /**
     * What came of the tick; null where it is not time for it yet. Throws {@link
     * io.flowcast.executor.store.StoreUnavailable}.
     */
    @Nullable
    Firing tick(DefinitionStore.Latest latest, int index, Trigger.Schedule schedule, long tick) {
        CompiledDefinition workflow = latest.definition();
        Definition definition = workflow.definition();
        List<Problem.Fault> faults = schemas.input(definition, schedule.input());
        if (!faults.isEmpty()) {
            LOG.errorf(
                    "%s: the input of its schedule does not match its input schema: %s",
                    definition.id(), faults.getFirst().detail());
            return counted(new Firing(
                    tick,
                    "failed",
                    null,
                    "the schedule's input does not match the input schema: "
                            + faults.getFirst().detail()));
        }
        Encoded input = codec.encode(schedule.input());
        // The space keeps it apart from every key that a caller can choose; and it is the same tick whoever put the
        // version
        // that an executor knows.
        String key = "schedule " + definition.id() + " " + index + " " + tick;
        Start start = new Start(
                null,
                workflow,
                input,
                owners.of(latest),
                Origin.trigger(Trigger.Schedule.TYPE),
                TraceContext.root(ThreadLocalRandom.current()),
                tick,
                new Creation.Idempotency(Caller.ANYBODY, key, ""));
        return switch (starter.start(start)) {
            case Start.Outcome.Started(var id, String _) -> counted(new Firing(tick, "started", id, null));
            case Start.Outcome.Full _ ->
                counted(new Firing(tick, "skipped", null, "as many executions run as the definition allows at once"));
            case Start.Outcome.Early _ -> null;
            case Start.Outcome.KeyConflict _, Start.Outcome.Orphan _ ->
                throw new IllegalStateException("neither another request nor a parent is there: " + key);
        };
    }

    /** A tick that nobody fired in time, and that its schedule lets go by. */
    Firing missed(long tick) {
        return counted(new Firing(tick, "missed", null, "no executor was there"));
    }

    private Firing counted(Firing firing) {
        metrics.fired(Trigger.Schedule.TYPE, firing.outcome());
        return firing;
    }
}
