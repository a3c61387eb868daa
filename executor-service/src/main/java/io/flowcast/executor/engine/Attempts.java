package io.flowcast.executor.engine;

import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.executor.secret.Redaction;
import io.flowcast.executor.secret.Secrets;
import io.flowcast.executor.secret.UsedSecrets;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.node.NodeResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one execution's nodes that run now, each on a virtual thread of its own. Its methods are called by the
 * thread of the run; what an attempt comes to is handed to the run's mailbox.
 */
final class Attempts implements AutoCloseable {

    /** What every attempt in this process shares. */
    record Tools(
            NodeTypes types,
            NodeSettings settings,
            Expressions expressions,
            Secrets secrets,
            StateCodec codec,
            ClusterClock clock,
            ExecutorService threads,
            long maxOutput,
            Telemetry telemetry) {}

    private record Running(int attempt, AtomicBoolean cancelled, Future<?> future) {

        void cancel() {
            cancelled.set(true);
            future.cancel(true);
        }
    }

    private final Tools tools;
    private final NodeCalls calls;
    private final ExecutionState state;
    private final Consumer<Occurrence> mailbox;
    private final Map<String, Running> running = new HashMap<>();
    /** Null until an attempt has looked; each comes to the same. */
    private volatile @Nullable Set<String> named;

    Attempts(Tools tools, ExecutionState state, Consumer<Occurrence> mailbox) {
        this.tools = tools;
        this.calls = new NodeCalls(tools.settings(), tools.expressions());
        this.state = state;
        this.mailbox = mailbox;
    }

    /** Starts the attempt that the state names as running. */
    void start(String nodeId) {
        Node node = state.header().graph().node(nodeId);
        int attempt = attemptOf(state.node(nodeId));
        AtomicBoolean cancelled = new AtomicBoolean();
        running.put(
                nodeId, new Running(attempt, cancelled, tools.threads().submit(() -> run(node, attempt, cancelled))));
    }

    /** Stops every attempt that the state no longer names as running, and forgets those that are done. */
    void stopEnded() {
        running.entrySet().removeIf(entry -> {
            NodeState node = state.node(entry.getKey());
            boolean current = node.status() == NodeStatus.RUNNING
                    && attemptOf(node) == entry.getValue().attempt();
            if (!current) {
                entry.getValue().cancel();
            }
            return !current;
        });
    }

    @Override
    public void close() {
        running.values().forEach(Running::cancel);
        running.clear();
    }

    private void run(Node node, int attempt, AtomicBoolean cancelled) {
        long start = tools.clock().now();
        Telemetry.Outcome outcome = Telemetry.Outcome.STOPPED;
        try (LogContext _ = LogContext.of(state.header(), node.id())) {
            Occurrence occurrence = perform(node, attempt, cancelled);
            outcome = occurrence instanceof Occurrence.NodeFailed ? Telemetry.Outcome.FAILED : Telemetry.Outcome.ENDED;
            mailbox.accept(occurrence);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            tools.telemetry()
                    .attempted(
                            state.header(), node, attempt, start, tools.clock().now(), outcome);
        }
    }

    private Occurrence perform(Node node, int attempt, AtomicBoolean cancelled) throws InterruptedException {
        NodeCalls.Call call = new NodeCalls.Call(
                state.id() + ": node " + node.id(),
                node.type(),
                node.with(),
                Set.of(),
                Scopes.of(state),
                new UsedSecrets(tools.secrets(), this::named));
        return calls.run(
                call,
                settings -> outcome(node, attempt, run(node, attempt, cancelled, settings, call), call),
                problem -> new Occurrence.NodeFailed(node.id(), attempt, problem));
    }

    private NodeResult run(
            Node node,
            int attempt,
            AtomicBoolean cancelled,
            Map<String, @Nullable Object> settings,
            NodeCalls.Call call)
            throws Exception {
        Long startTime = state.node(node.id()).startTime();
        AttemptContext context = new AttemptContext(
                state.header(),
                node.id(),
                attempt,
                settings,
                startTime == null ? tools.clock().now() : startTime,
                call.secrets().redaction(),
                tools.clock(),
                cancelled::get,
                mailbox);
        NodeResult result = tools.types().get(node.type()).run(context);
        context.close();
        return result;
    }

    /** The edge: what the node came to leaves it here, and no secret with it. */
    private Occurrence outcome(Node node, int attempt, NodeResult result, NodeCalls.Call call) {
        Redaction redaction = call.secrets().redaction();
        return switch (result) {
            case NodeResult.Output(var value) -> succeeded(node, attempt, redaction.value(value));
            case NodeResult.WaitUntil(long until) -> new Occurrence.NodeSuspended(node.id(), attempt, until);
            case NodeResult.Failure(Problem problem, var retryAfter) ->
                new Occurrence.NodeFailed(node.id(), attempt, Texts.bounded(redaction.problem(problem)), retryAfter);
        };
    }

    /** The secrets that any node of the workflow names: what one sent may come back to another. */
    private Set<String> named() {
        Set<String> known = named;
        if (known == null) {
            known = new HashSet<>();
            for (Node node : state.header().graph().nodes()) {
                known.addAll(tools.expressions().secrets(node.with()));
            }
            named = known;
        }
        return known;
    }

    private Occurrence succeeded(Node node, int attempt, @Nullable Object value) {
        if (value == null) {
            return new Occurrence.NodeSucceeded(node.id(), attempt, null);
        }
        Encoded output = tools.codec().encode(value);
        if (output.json().length() > tools.maxOutput()) {
            return new Occurrence.NodeFailed(
                    node.id(),
                    attempt,
                    Problem.node(
                            "validation",
                            "Output too large",
                            "the output has " + output.json().length() + " characters of JSON; at most "
                                    + tools.maxOutput() + " are kept"));
        }
        return new Occurrence.NodeSucceeded(node.id(), attempt, output);
    }

    private static int attemptOf(NodeState node) {
        return node.attempt() == null ? 0 : node.attempt();
    }
}
