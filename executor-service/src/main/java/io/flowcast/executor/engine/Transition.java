package io.flowcast.executor.engine;

import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Edge;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.engine.Draft.Visits;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * What follows from what: a pure function from a state and an occurrence to a step. An occurrence that no longer matters
 * (an attempt that is not the running one, anything after the end) gives an empty step.
 *
 * <p>Stateless but for its collaborators; called by the thread of each run.
 */
public final class Transition {
    /** Title of the error of an execution that is taken for the cause of its executors' deaths. */
    static final String POISONED = "Poisoned";

    /**
     * What an execution may come to.
     *
     * @param takeovers how many in a row, with no node and no item ended between them, it survives
     * @param state how many bytes of JSON the outputs of its nodes may have together
     */
    public record Limits(int takeovers, long state) {}

    private final Evaluator evaluator;
    private final String executor;
    private final Limits limits;
    private final Function<String, Retry> retries;
    private final DoubleSupplier random;
    private final Visits visits;

    /**
     * @param executor name of this process
     * @param limits of an execution
     * @param retries what holds for nodes that state no retries of their own, by type
     * @param random in [0, 1)
     */
    public Transition(
            Evaluator evaluator,
            String executor,
            Limits limits,
            Function<String, Retry> retries,
            DoubleSupplier random) {
        this(evaluator, executor, limits, retries, random, _ -> {});
    }

    Transition(
            Evaluator evaluator,
            String executor,
            Limits limits,
            Function<String, Retry> retries,
            DoubleSupplier random,
            Visits visits) {
        this.retries = retries;
        this.evaluator = evaluator;
        this.executor = executor;
        this.limits = limits;
        this.random = random;
        this.visits = visits;
    }

    /**
     * @param now epoch milliseconds
     * @param draining whether nothing new is to be started
     */
    Step decide(ExecutionState state, Occurrence occurrence, long now, boolean draining) {
        Draft draft = new Draft(state, now, executor, visits);
        if (!state.status().terminal()) {
            NodeMoves moves = new NodeMoves(draft, evaluator, retries, random, limits.state());
            happen(occurrence, draft, moves, draining);
            advance(draft, moves, draining);
        }
        return draft.step();
    }

    private void happen(Occurrence occurrence, Draft draft, NodeMoves moves, boolean draining) {
        switch (occurrence) {
            case Occurrence.Queued _ -> draft.tell(EventType.WORKFLOW_QUEUED, workflow(draft));
            case Occurrence.Claimed _ -> {
                if (draft.status() == ExecutionStatus.PENDING && Deadlines.ofExecution(draft.base()) <= draft.now) {
                    // It may stand in line still.
                    tick(draft, moves, draining);
                } else {
                    begin(draft);
                    moves.lookAtAll();
                }
            }
            case Occurrence.Retried(boolean claimed, Reuse reuse) -> {
                if (claimed) {
                    begin(draft);
                } else {
                    draft.tell(EventType.WORKFLOW_QUEUED, workflow(draft));
                }
                moves.reuse(reuse);
            }
            case Occurrence.TakenOver(long fence) -> takeOver(draft, moves, fence);
            case Occurrence.Tick _ -> tick(draft, moves, draining);
            case Occurrence.CancelRequested _ -> moves.end(ExecutionStatus.CANCELLED, null, null);
            case Occurrence.PauseRequested _ -> pause(draft);
            case Occurrence.ResumeRequested _ -> resume(draft, moves);
            case Occurrence.HandedBack(long until) -> {
                draft.tell(
                        EventType.EXECUTION_WAITING,
                        new EventDraft().until(until == Deadlines.NEVER ? null : Long.valueOf(until)));
                draft.move(ExecutionStatus.WAITING);
            }
            case Occurrence.Unrunnable(Problem problem) -> moves.failExecution(problem);
            case Occurrence.SignalReceived(String name, Signal signal) -> received(draft, moves, name, signal);
            case Occurrence.ChildEnded ended -> childEnded(draft, moves, ended);
            case Occurrence.OfAttempt attempt -> {
                NodeState node = draft.node(attempt.nodeId());
                if (node.status() == NodeStatus.RUNNING
                        && Integer.valueOf(attempt.attempt()).equals(node.attempt())) {
                    ofAttempt(attempt, draft, moves);
                }
            }
        }
    }

    private void ofAttempt(Occurrence.OfAttempt occurrence, Draft draft, NodeMoves moves) {
        switch (occurrence) {
            case Occurrence.NodeSucceeded(String nodeId, int _, var output) -> moves.complete(nodeId, output);
            case Occurrence.NodeFailed(String nodeId, int _, Problem problem, var retryAfter) ->
                moves.fail(nodeId, problem, retryAfter);
            case Occurrence.NodeSuspended(String nodeId, int _, long until) -> moves.suspend(nodeId, until);
            case Occurrence.NodeAwaitsSignal(String nodeId, int _, String name) -> {
                Signal early = draft.signal(name);
                if (early == null) {
                    moves.awaitSignal(nodeId, name);
                } else {
                    moves.complete(nodeId, early.payload());
                }
            }
            case Occurrence.NodeAwaitsChild(String nodeId, int _, var childId) -> moves.awaitChild(nodeId, childId);
            case Occurrence.NodeParked _ -> {}
            case Occurrence.NodeLogged(String nodeId, int attempt, String message) ->
                draft.tell(
                        EventType.NODE_LOG,
                        new EventDraft().nodeId(nodeId).attempt(attempt).message(message));
            case Occurrence.NodeProgressed(String nodeId, int _, var progress, var message) ->
                moves.progress(nodeId, progress, message);
        }
    }

    private static void received(Draft draft, NodeMoves moves, String name, Signal signal) {
        if (draft.signal(name) != null) {
            return;
        }
        draft.receive(name, signal);
        draft.tell(EventType.SIGNAL_RECEIVED, new EventDraft().signal(name));
        for (String nodeId : draft.started()) {
            NodeState node = draft.node(nodeId);
            if (node.status() == NodeStatus.WAITING && name.equals(node.signal())) {
                moves.complete(nodeId, signal.payload());
            }
        }
    }

    private static void childEnded(Draft draft, NodeMoves moves, Occurrence.ChildEnded ended) {
        NodeState node = draft.node(ended.nodeId());
        int retries = node.retries() == null ? 0 : node.retries();
        if (retries != ended.retries()) {
            return;
        }
        if (node.status() == NodeStatus.RUNNING) {
            // It ended before the attempt that started it came to say so.
            moves.awaitChild(ended.nodeId(), ended.childId());
        } else if (node.status() != NodeStatus.WAITING || !ended.childId().equals(node.childId())) {
            return;
        }
        if (ended.error() == null) {
            moves.complete(ended.nodeId(), ended.output());
        } else {
            moves.childFailed(ended.nodeId(), ended.error());
        }
    }

    private void begin(Draft draft) {
        if (draft.status() == ExecutionStatus.PENDING) {
            draft.move(ExecutionStatus.RUNNING);
            draft.tell(EventType.WORKFLOW_STARTED, workflow(draft).executor(executor));
        }
    }

    private void pause(Draft draft) {
        if (draft.status() != ExecutionStatus.PAUSED) {
            begin(draft);
            draft.tell(EventType.WORKFLOW_PAUSED, new EventDraft());
            draft.move(ExecutionStatus.PAUSED);
        }
    }

    private static void resume(Draft draft, NodeMoves moves) {
        if (draft.status() == ExecutionStatus.PAUSED) {
            draft.move(ExecutionStatus.RUNNING);
            draft.tell(EventType.WORKFLOW_RESUMED, new EventDraft());
            moves.lookAtAll();
        }
    }

    private void takeOver(Draft draft, NodeMoves moves, long fence) {
        draft.tell(
                EventType.EXECUTION_CLAIMED, new EventDraft().executor(executor).fence(fence));
        if (draft.takeovers() > limits.takeovers()) {
            moves.failExecution(Problem.node(
                    "crashed",
                    POISONED,
                    "its executors died " + draft.takeovers() + " times in a row before any node or item ended"));
            return;
        }
        begin(draft);
        moves.lookAtAll();
        for (String nodeId : draft.started()) {
            if (draft.node(nodeId).status() == NodeStatus.RUNNING
                    && !draft.status().terminal()) {
                switch (draft.graph().node(nodeId).onCrash()) {
                    case RETRY -> moves.start(nodeId);
                    case FAIL ->
                        moves.fail(
                                nodeId,
                                Problem.node(
                                        "crashed",
                                        "Executor lost",
                                        "the executor that ran this node died before the node ended"));
                }
            }
        }
    }

    private void tick(Draft draft, NodeMoves moves, boolean draining) {
        if (Deadlines.ofExecution(draft.base()) <= draft.now) {
            moves.failExecution(Problem.node(
                    "timeout",
                    "Workflow timed out",
                    "not finished within " + draft.base().header().definition().timeout()));
            return;
        }
        for (String nodeId : draft.started()) {
            NodeState node = draft.node(nodeId);
            if (draft.status().terminal() || Deadlines.of(node, draft.status(), draining) > draft.now) {
                continue;
            }
            switch (node.status()) {
                case RUNNING -> moves.fail(nodeId, timedOut(draft.graph().node(nodeId)));
                case WAITING -> {
                    if (Boolean.TRUE.equals(node.timesOut())) {
                        moves.fail(nodeId, timedOut(draft.graph().node(nodeId)));
                    } else {
                        moves.complete(nodeId, null);
                    }
                }
                case RETRYING -> moves.retry(nodeId);
                case PENDING, COMPLETED, FAILED, SKIPPED, CANCELLED -> {}
            }
        }
    }

    /** Starts and skips what can be, and ends the execution where nothing can start any more; not while it is paused. */
    private void advance(Draft draft, NodeMoves moves, boolean draining) {
        if (draft.status() == ExecutionStatus.PAUSED) {
            return;
        }
        Deque<String> look = new ArrayDeque<>(moves.toLookAt());
        boolean heldBack = false;
        while (!look.isEmpty() && !draft.status().terminal()) {
            String nodeId = look.poll();
            switch (readiness(draft, nodeId)) {
                case STARTS -> {
                    if (draining) {
                        heldBack = true;
                    } else {
                        moves.start(nodeId);
                    }
                }
                case NEVER_STARTS -> {
                    moves.skip(nodeId);
                    look.addAll(targets(draft, nodeId));
                }
                case NOT_YET, DONE -> {}
            }
        }
        if (draft.status() == ExecutionStatus.RUNNING && !heldBack && moves.looked() && nothingLeft(draft)) {
            moves.completeExecution();
        }
    }

    private static boolean nothingLeft(Draft draft) {
        return draft.started().isEmpty()
                && draft.graph().nodes().stream().noneMatch(node -> readiness(draft, node.id()) == Readiness.STARTS);
    }

    private enum Readiness {
        STARTS,
        NEVER_STARTS,
        NOT_YET,
        DONE
    }

    private static Readiness readiness(Draft draft, String nodeId) {
        if (draft.node(nodeId).status() != NodeStatus.PENDING) {
            return Readiness.DONE;
        }
        List<Integer> incoming = draft.graph().incoming(nodeId);
        if (incoming.isEmpty()) {
            return Readiness.STARTS;
        }
        boolean undecided = false;
        boolean taken = false;
        for (int index : incoming) {
            NodeState source = draft.node(draft.graph().edge(index).from());
            undecided |= !source.status().ended();
            taken |= source.taken() != null && source.taken().contains(index);
        }
        return switch (draft.graph().node(nodeId).join()) {
            case ANY -> taken ? Readiness.STARTS : undecided ? Readiness.NOT_YET : Readiness.NEVER_STARTS;
            case ALL -> undecided ? Readiness.NOT_YET : taken ? Readiness.STARTS : Readiness.NEVER_STARTS;
        };
    }

    static Collection<String> targets(Draft draft, String nodeId) {
        List<Integer> outgoing = draft.graph().outgoing(nodeId);
        if (outgoing.size() == 1) {
            return List.of(draft.graph().edge(outgoing.getFirst()).to());
        }
        return outgoing.stream()
                .map(draft.graph()::edge)
                .map(Edge::to)
                .distinct()
                .toList();
    }

    private static Problem timedOut(Node node) {
        return Problem.node("timeout", "Timed out", "not finished within " + node.timeout());
    }

    private static EventDraft workflow(Draft draft) {
        Definition definition = draft.base().header().definition();
        Origin origin = draft.base().header().origin();
        return new EventDraft()
                .workflow(definition.id(), definition.name(), definition.version())
                .parentId(origin.parent() == null ? null : origin.parent().id())
                .retryOf(origin.retryOf())
                .rerunOf(origin.rerunOf());
    }
}
