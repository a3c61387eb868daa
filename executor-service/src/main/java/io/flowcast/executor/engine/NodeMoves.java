package io.flowcast.executor.engine;

import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import io.flowcast.executor.definition.Edge;
import io.flowcast.executor.definition.ItemTask;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What may be done to the nodes of a draft, each with its event. Used by one thread, once. */
final class NodeMoves {

    private static final String SWITCH = "switch";
    private static final String WORKFLOW = "workflow";

    private final Draft draft;
    private final Evaluator evaluator;
    private final Function<String, Retry> retries;
    private final DoubleSupplier random;
    private final long maxState;
    private final Set<String> toLookAt = new LinkedHashSet<>();
    private boolean looked;

    NodeMoves(Draft draft, Evaluator evaluator, Function<String, Retry> retries, DoubleSupplier random, long maxState) {
        this.maxState = maxState;
        this.retries = retries;
        this.draft = draft;
        this.evaluator = evaluator;
        this.random = random;
    }

    /** Asks for a look whether these nodes can start. */
    void look(Collection<String> nodeIds) {
        toLookAt.addAll(nodeIds);
        looked = true;
    }

    Collection<String> toLookAt() {
        return toLookAt;
    }

    void lookAtAll() {
        look(draft.graph().nodes().stream().map(Node::id).toList());
    }

    /** Whether anything happened after which something may start, or nothing be left. */
    boolean looked() {
        return looked;
    }

    /** Starts the first, or the next, attempt. */
    void start(String nodeId) {
        start(nodeId, orZero(draft.node(nodeId).retries()));
    }

    /** Starts the attempt that a retry policy asked for. */
    void retry(String nodeId) {
        start(nodeId, orZero(draft.node(nodeId).retries()) + 1);
    }

    private void start(String nodeId, int retries) {
        NodeState node = draft.node(nodeId);
        Node definition = draft.graph().node(nodeId);
        int attempt = orZero(node.attempt()) + 1;
        Long until = definition.timeout() == null
                ? null
                : Long.valueOf(draft.now + definition.timeout().toMillis());
        NodeState running = new NodeState.Builder(NodeStatus.RUNNING)
                .startedSeq(node.startedSeq() == null ? Long.valueOf(draft.nextSeq()) : node.startedSeq())
                .startTime(node.startTime() == null ? Long.valueOf(draft.now) : node.startTime())
                .attempt(attempt)
                .retries(retries == 0 ? null : retries)
                .until(until)
                .executor(draft.executor)
                .build();
        draft.move(nodeId, running, new EventDraft().attempt(attempt).executor(draft.executor));
    }

    /** Takes over what nodes came to in an earlier execution; what follows from it is yet to be looked at. */
    void reuse(Reuse reuse) {
        reuse.nodes().forEach((nodeId, earlier) -> {
            NodeState reused = new NodeState.Builder(earlier.status())
                    .endTime(draft.now)
                    .taken(earlier.taken())
                    .error(earlier.error())
                    .reused(true)
                    .build();
            draft.move(
                    nodeId,
                    reused,
                    new EventDraft()
                            .nextNodeIds(next(earlier.taken() == null ? List.of() : earlier.taken()))
                            .error(earlier.error())
                            .reused());
        });
        reuse.outputs().forEach(draft::output);
    }

    void skip(String nodeId) {
        draft.move(nodeId, ended(nodeId, NodeStatus.SKIPPED, List.of(), null), new EventDraft());
    }

    void suspend(String nodeId, long until) {
        NodeState node = draft.node(nodeId);
        boolean timesOut = node.until() != null && node.until() < until;
        NodeState waiting = node.as(NodeStatus.WAITING)
                .until(timesOut ? node.until() : Long.valueOf(until))
                .timesOut(timesOut ? true : null)
                .progress(null)
                .build();
        draft.move(nodeId, waiting, new EventDraft().attempt(node.attempt()).until(waiting.until()));
    }

    /** Without a deadline unless its attempt has one. */
    void awaitSignal(String nodeId, String name) {
        await(nodeId, name, null);
    }

    void awaitChild(String nodeId, ExecutionId childId) {
        await(nodeId, null, childId);
    }

    private void await(String nodeId, @Nullable String signal, @Nullable ExecutionId childId) {
        NodeState node = draft.node(nodeId);
        NodeState waiting = node.as(NodeStatus.WAITING)
                .timesOut(node.until() == null ? null : true)
                .signal(signal)
                .childId(childId)
                .progress(null)
                .build();
        draft.move(
                nodeId,
                waiting,
                new EventDraft()
                        .attempt(node.attempt())
                        .until(node.until())
                        .signal(signal)
                        .childId(childId));
    }

    void progress(String nodeId, Progress progress, @Nullable String message) {
        NodeState node = draft.node(nodeId);
        draft.note(nodeId, node.as(node.status()).progress(progress).build());
        draft.tell(
                EventType.NODE_PROGRESS,
                new EventDraft()
                        .nodeId(nodeId)
                        .attempt(node.attempt())
                        .progress(progress)
                        .message(message));
    }

    void complete(String nodeId, @Nullable Encoded output) {
        if (output != null) {
            long state = draft.outputSize() + output.bytes();
            if (state > maxState) {
                failForGood(nodeId, tooLarge("the outputs of this execution would have " + state, maxState));
                return;
            }
            draft.output(nodeId, output);
        }
        try {
            List<Integer> taken = onward(nodeId);
            end(nodeId, NodeStatus.COMPLETED, taken, null);
        } catch (Evaluator.Failed failed) {
            draft.withdrawOutput(nodeId);
            failForGood(nodeId, failed.problem());
        }
    }

    /** An attempt failed, and takes with it what it started: another follows where the node's policy says so. */
    void fail(String nodeId, Problem problem) {
        fail(nodeId, problem, null);
    }

    /** @param retryAfter the least time until another attempt, where the other side asked for one */
    void fail(String nodeId, Problem problem, @Nullable Duration retryAfter) {
        cancelChild(nodeId);
        attemptFailed(nodeId, problem, retryAfter);
    }

    /** The execution that the node waited for failed, and the node's attempt with it. */
    void childFailed(String nodeId, Problem problem) {
        attemptFailed(nodeId, problem, null);
    }

    private void attemptFailed(String nodeId, Problem problem, @Nullable Duration retryAfter) {
        NodeState node = draft.node(nodeId);
        Retry retry = retryOf(draft.graph().node(nodeId));
        int used = orZero(node.retries());
        if (!retry.allows(problem.type(), used)) {
            failForGood(nodeId, problem);
            return;
        }
        long retryAt =
                draft.now + retry.delay(used, random.getAsDouble(), retryAfter).toMillis();
        NodeState retrying = node.as(NodeStatus.RETRYING)
                .until(null)
                .timesOut(null)
                .retryAt(retryAt)
                .error(problem)
                .signal(null)
                .childId(null)
                .progress(null)
                .build();
        draft.move(
                nodeId,
                retrying,
                new EventDraft().attempt(node.attempt()).retryAt(retryAt).error(problem));
    }

    private Retry retryOf(Node node) {
        Retry stated = node.retry();
        return stated == null ? retries.apply(node.type()) : stated;
    }

    private void failForGood(String nodeId, Problem problem) {
        List<Integer> taken;
        try {
            taken = caught(nodeId, problem);
        } catch (Evaluator.Failed failed) {
            end(nodeId, NodeStatus.FAILED, List.of(), failed.problem());
            failExecution(failed.problem().at(place(nodeId)));
            return;
        }
        end(nodeId, NodeStatus.FAILED, taken, problem);
        if (taken.isEmpty()) {
            failExecution(problem.at(place(nodeId)));
        }
    }

    private String place(String nodeId) {
        return draft.base().id() + "/nodes/" + nodeId;
    }

    private void end(String nodeId, NodeStatus how, List<Integer> taken, @Nullable Problem problem) {
        NodeState ended = ended(nodeId, how, taken, problem);
        draft.move(
                nodeId,
                ended,
                new EventDraft()
                        .attempt(ended.attempt())
                        .duration(ended.duration())
                        .nextNodeIds(next(taken))
                        .error(problem));
        draft.takeovers(0);
        look(Transition.targets(draft, nodeId));
    }

    private List<String> next(List<Integer> taken) {
        return taken.stream()
                .map(index -> draft.graph().edge(index).to())
                .distinct()
                .toList();
    }

    private NodeState ended(String nodeId, NodeStatus how, List<Integer> taken, @Nullable Problem problem) {
        NodeState node = draft.node(nodeId);
        Long since = node.startTime();
        return node.as(how)
                .endTime(since == null ? null : Long.valueOf(draft.now))
                .duration(since == null ? null : Long.valueOf(Math.max(0, draft.now - since)))
                .until(null)
                .timesOut(null)
                .retryAt(null)
                .taken(taken.isEmpty() ? null : taken)
                .error(problem)
                .signal(null)
                .progress(null)
                .build();
    }

    /** The edges taken after success: a switch takes the first that holds, any other node all that hold. */
    private List<Integer> onward(String nodeId) throws Evaluator.Failed {
        boolean first = draft.graph().node(nodeId).type().equals(SWITCH);
        List<Integer> taken = new ArrayList<>();
        for (int index : draft.graph().outgoing(nodeId)) {
            Edge edge = draft.graph().edge(index);
            if (edge.onFailure() == null && !edge.otherwise() && holds(edge)) {
                taken.add(index);
                if (first) {
                    return taken;
                }
            }
        }
        if (taken.isEmpty()) {
            taken.addAll(edges(nodeId, Edge::otherwise));
        }
        return taken;
    }

    /** The edges that take over from this failure. */
    private List<Integer> caught(String nodeId, Problem problem) throws Evaluator.Failed {
        List<Integer> forTimeouts = edges(nodeId, edge -> edge.onFailure() == Edge.Catch.TIMEOUT);
        boolean timeout = problem.type().equals("timeout") && !forTimeouts.isEmpty();
        List<Integer> taken = new ArrayList<>();
        for (int index : timeout ? forTimeouts : edges(nodeId, edge -> edge.onFailure() == Edge.Catch.ERROR)) {
            if (holds(draft.graph().edge(index))) {
                taken.add(index);
            }
        }
        return taken;
    }

    private List<Integer> edges(String nodeId, Predicate<Edge> which) {
        return draft.graph().outgoing(nodeId).stream()
                .filter(index -> which.test(draft.graph().edge(index)))
                .toList();
    }

    private boolean holds(Edge edge) throws Evaluator.Failed {
        return edge.when() == null || evaluator.holds(edge.when(), draft.base(), draft.outputs());
    }

    void completeExecution() {
        try {
            Encoded output = evaluator.output(draft.base(), draft.outputs());
            if (output != null && output.bytes() > maxState) {
                failExecution(tooLarge("the output of this execution would have " + output.bytes(), maxState));
                return;
            }
            end(ExecutionStatus.COMPLETED, output, null);
        } catch (Evaluator.Failed failed) {
            failExecution(failed.problem());
        }
    }

    void failExecution(Problem problem) {
        end(ExecutionStatus.FAILED, null, problem);
    }

    /** Ends the execution, and first every node that was started and has not ended. */
    void end(ExecutionStatus how, @Nullable Encoded output, @Nullable Problem problem) {
        for (String nodeId : draft.started()) {
            cancelChild(nodeId);
            NodeState cancelled = ended(nodeId, NodeStatus.CANCELLED, List.of(), null);
            draft.move(
                    nodeId,
                    cancelled,
                    new EventDraft()
                            .attempt(cancelled.attempt())
                            .duration(cancelled.duration())
                            .reason(how == ExecutionStatus.CANCELLED ? "cancelled" : "execution ended"));
        }
        long executionTime = Math.max(0, draft.now - draft.base().header().startTime());
        draft.tell(
                switch (how) {
                    case COMPLETED -> EventType.WORKFLOW_COMPLETED;
                    case FAILED -> EventType.WORKFLOW_FAILED;
                    case CANCELLED -> EventType.WORKFLOW_CANCELLED;
                    case PENDING, RUNNING, WAITING, PAUSED ->
                        throw new IllegalArgumentException("no end of an execution: " + how);
                },
                new EventDraft().error(problem).executionTime(executionTime));
        draft.end(how, new ExecutionState.Ending(draft.now, executionTime, output, problem));
        ChildEnds.notice(draft.base().header(), how, output, problem).ifPresent(draft::notify);
    }

    /** Nobody waits any more for the executions that this node started, or is starting in this moment. */
    private void cancelChild(String nodeId) {
        NodeState node = draft.node(nodeId);
        if (node.status() == NodeStatus.RUNNING
                && draft.graph().has(nodeId)
                && ItemTask.runsWorkflows(draft.graph().node(nodeId))) {
            draft.notify(new Notice(
                    draft.base().id(), new Notice.Items(nodeId, orZero(node.retries())), new Intent.Request.Cancel()));
            return;
        }
        ExecutionId child = node.status() == NodeStatus.WAITING ? node.childId() : null;
        if (node.status() == NodeStatus.RUNNING
                && draft.graph().has(nodeId)
                && draft.graph().node(nodeId).type().equals(WORKFLOW)) {
            child = ChildId.of(draft.base().id(), nodeId, node);
        }
        if (child != null) {
            draft.notify(new Notice(child, new Intent.Request.Cancel()));
        }
    }

    private static Problem tooLarge(String what, long most) {
        return Problem.node("validation", "State too large", what + " bytes of JSON; at most " + most + " are kept");
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
