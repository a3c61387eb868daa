package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.TraceIds;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.UnreadableDefinition;
import io.flowcast.executor.definition.WorkflowSchemas;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.node.Nesting;
import io.flowcast.executor.store.ExecutionReader;
import io.flowcast.executor.store.IntentStore;
import io.flowcast.node.NodeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts executions for nodes, and looks what became of them. Blocks, and repeats what the store does not answer until it
 * does. Thread-safe.
 */
final class Children {

    /** While the store has lost what its owner will write again. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** About as long as an owner takes to notice that a failover lost what it holds. */
    private static final int LOOKS = 12;

    private final Definitions definitions;
    private final WorkflowSchemas schemas;
    private final StateCodec codec;
    private final Supplier<Starter> starter;
    private final ExecutionReader reader;
    private final IntentStore intents;
    private final Patience patience;
    private final Settings settings;

    /** Where workflows are found. */
    interface Definitions {
        /**
         * The workflow of this id, where there is one.
         *
         * @param version null for the latest
         */
        Optional<CompiledDefinition> find(String workflowId, @Nullable Integer version);
    }

    /**
     * Its bounds.
     *
     * @param maxDepth so many executions may be above one
     * @param lookAgain after so long a wait for an execution, somebody looks what became of it
     * @param maxInput bytes of JSON
     */
    record Settings(int maxDepth, Duration lookAgain, long maxInput) {}

    /** What became of a start. */
    sealed interface Outcome permits Started, Refused {}

    record Started(ExecutionId id) implements Outcome {}

    /** @param problem with which the node fails */
    record Refused(Problem problem) implements Outcome {}

    /** @param starter asked for when it is first needed: it needs this process's executions, which need this */
    Children(
            Definitions definitions,
            WorkflowSchemas schemas,
            StateCodec codec,
            Supplier<Starter> starter,
            ExecutionReader reader,
            IntentStore intents,
            Patience patience,
            Settings settings) {
        this.definitions = definitions;
        this.schemas = schemas;
        this.codec = codec;
        this.starter = starter;
        this.reader = reader;
        this.intents = intents;
        this.patience = patience;
        this.settings = settings;
    }

    Duration lookAgain() {
        return settings.lookAgain();
    }

    /**
     * What an execution is started for.
     *
     * @param startTime of the node, epoch milliseconds
     * @param retries of the node when its attempt started
     * @param item the try of which of its items, where it has several
     */
    record Purpose(String nodeId, long startTime, int retries, Loop.@Nullable Try item) {

        ExecutionId childOf(ExecutionId parent) {
            return ChildId.of(parent, nodeId, startTime, retries, item);
        }
    }

    /**
     * Starts an execution for a node, or finds the one that was started for it before.
     *
     * @throws InterruptedException where the node has ended meanwhile
     */
    Outcome start(ExecutionState.Header parent, Purpose purpose, NodeResult.RunWorkflow asked)
            throws InterruptedException {
        ExecutionId id = purpose.childOf(parent.id());
        int depth = parent.origin().depth() + 1;
        if (depth > settings.maxDepth()) {
            return refused(
                    "Workflows nested too deep",
                    settings.maxDepth() + " executions are above this one already: does a workflow run itself?");
        }
        Optional<CompiledDefinition> found;
        try {
            found = patience.untilAnswered(
                    "definition of " + asked.workflowId(), () -> definitions.find(asked.workflowId(), asked.version()));
        } catch (UnreadableDefinition e) {
            return new Refused(Problem.node("server", "Unreadable workflow", e.getMessage()));
        }
        if (found.isEmpty()) {
            return refused(
                    "Unknown workflow",
                    "there is no workflow " + asked.workflowId()
                            + (asked.version() == null ? "" : " in version " + asked.version()));
        }
        CompiledDefinition workflow = found.get();
        Definition definition = workflow.definition();
        if (Nesting.tooDeep(asked.input())) {
            return refused(
                    "Input nests too deep", "maps and lists nest deeper than " + Nesting.MOST + " levels in the input");
        }
        Encoded input = codec.encode(asked.input());
        if (input.bytes() > settings.maxInput()) {
            return refused(
                    "Input too large",
                    "the input has " + input.bytes() + " bytes of JSON; at most " + settings.maxInput() + " are taken");
        }
        List<Problem.Fault> faults = schemas.input(definition, input.value());
        if (!faults.isEmpty()) {
            return new Refused(Problem.node(
                            "validation",
                            "Invalid input",
                            "the input does not match the input schema of " + definition.id())
                    .with(faults));
        }
        Start start = new Start(
                id,
                workflow,
                input,
                parent.owner(),
                Origin.child(
                        new Origin.Parent(
                                parent.id(),
                                purpose.nodeId(),
                                purpose.retries(),
                                purpose.item() == null ? null : purpose.item().index()),
                        depth),
                parent.trace().below(TraceIds.span(parent.id(), purpose.nodeId())),
                0,
                null);
        return create(start);
    }

    private Outcome create(Start start) throws InterruptedException {
        while (true) {
            Start.Outcome outcome = patience.untilAnswered(
                    "start of " + start.id(), () -> starter.get().start(start));
            switch (outcome) {
                case Start.Outcome.Started(ExecutionId id, String _) -> {
                    return new Started(id);
                }
                case Start.Outcome.Full _ -> {
                    return new Refused(Problem.node(
                            "server",
                            "Concurrency limit reached",
                            "as many executions of " + start.definition().id() + " run as its definition allows"
                                    + (Starter.linesUp(start)
                                            ? ", and this one, which would have to wait, is a part of one of them"
                                            : "")));
                }
                case Start.Outcome.KeyConflict _, Start.Outcome.Early _ ->
                    throw new IllegalStateException("started without a key and for any time: " + outcome);
                case Start.Outcome.Orphan _ ->
                    // The node has ended, and its attempt is interrupted; or a failover lost its start, which the owner
                    // of the parent writes again, if it still is that.
                    Thread.sleep(PAUSE);
            }
        }
    }

    /** Asks for the end of an execution that nobody waits for any more, where it is there. */
    void cancel(ExecutionState.Header parent, ExecutionId childId) throws InterruptedException {
        patience.untilAnswered(
                "cancellation of " + childId,
                () -> intents.record(childId, parent.owner(), new Intent.Request.Cancel()));
    }

    /**
     * An execution that a node waits for.
     *
     * @param retries of the node
     */
    record Awaited(String nodeId, int retries, ExecutionId childId) {}

    /**
     * How those of them ended that have ended. What is not there is looked for a few seconds long, all at once, for whoever
     * waits does nothing else meanwhile.
     */
    List<Occurrence.ChildEnded> ended(List<Awaited> awaited, long maxOutput) throws InterruptedException {
        List<Occurrence.ChildEnded> ended = new ArrayList<>();
        List<Awaited> missing = awaited;
        for (int look = 1; look <= LOOKS && !missing.isEmpty(); look++) {
            if (look > 1) {
                Thread.sleep(PAUSE);
            }
            List<Awaited> stillMissing = new ArrayList<>();
            for (Awaited one : missing) {
                Map<String, String> fields = patience.untilAnswered(
                        "state of " + one.childId(),
                        () -> reader.fields(
                                one.childId(),
                                List.of(ExecutionFields.STATUS, ExecutionFields.OUTPUT, ExecutionFields.ERROR)));
                Optional<ExecutionStatus> status =
                        ExecutionStatus.parse(fields.getOrDefault(ExecutionFields.STATUS, ""));
                if (status.isEmpty()) {
                    stillMissing.add(one);
                } else if (status.get().terminal()) {
                    ended.add(ChildEnds.heard(
                            one.nodeId(),
                            one.retries(),
                            one.childId(),
                            status.get(),
                            codec.value(fields.get(ExecutionFields.OUTPUT)),
                            codec.problem(fields.get(ExecutionFields.ERROR)),
                            maxOutput));
                }
            }
            missing = stillMissing;
        }
        missing.forEach(one -> ended.add(ChildEnds.vanished(one.nodeId(), one.retries(), one.childId())));
        return ended;
    }

    private static Outcome refused(String title, String detail) {
        return new Refused(Problem.node("validation", title, detail));
    }
}
