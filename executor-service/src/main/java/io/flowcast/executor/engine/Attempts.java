package io.flowcast.executor.engine;

import io.flowcast.events.NodeState;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Node;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.expression.ExpressionException;
import io.flowcast.executor.expression.Expressions;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one execution's nodes that run now, each on a virtual thread of its own. Its methods are called by the
 * thread of the run; what an attempt comes to is handed to the run's mailbox.
 */
final class Attempts implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Attempts.class);

    /** Errors travel in events, to every viewer. */
    private static final int MAX_TITLE = 200;

    private static final int MAX_DETAIL = 2_000;

    /** What every attempt in this process shares. */
    record Tools(
            NodeTypes types,
            NodeSettings settings,
            Expressions expressions,
            StateCodec codec,
            ClusterClock clock,
            ExecutorService threads,
            long maxOutput) {}

    private record Running(int attempt, AtomicBoolean cancelled, Future<?> future) {

        void cancel() {
            cancelled.set(true);
            future.cancel(true);
        }
    }

    private final Tools tools;
    private final ExecutionState state;
    private final Consumer<Occurrence> mailbox;
    private final Map<String, Running> running = new HashMap<>();

    Attempts(Tools tools, ExecutionState state, Consumer<Occurrence> mailbox) {
        this.tools = tools;
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
        try {
            mailbox.accept(perform(node, attempt, cancelled));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Occurrence perform(Node node, int attempt, AtomicBoolean cancelled) throws InterruptedException {
        try {
            Map<String, @Nullable Object> settings = settings(node);
            List<Problem.Fault> faults = tools.settings().validate(node.type(), settings);
            if (!faults.isEmpty()) {
                return new Occurrence.NodeFailed(node.id(), attempt, invalid(node, faults));
            }
            NodeType type = tools.types().get(node.type());
            NodeResult result = type.run(new AttemptContext(
                    state.id(), node.id(), attempt, settings, tools.clock(), cancelled::get, mailbox));
            return switch (result) {
                case NodeResult.Output(var value) -> succeeded(node, attempt, value);
                case NodeResult.WaitUntil(long until) -> new Occurrence.NodeSuspended(node.id(), attempt, until);
                case NodeResult.Failure(Problem problem) ->
                    new Occurrence.NodeFailed(
                            node.id(),
                            attempt,
                            new Problem(
                                    problem.type(),
                                    cut(problem.title(), MAX_TITLE),
                                    problem.status(),
                                    problem.detail() == null ? null : cut(problem.detail(), MAX_DETAIL),
                                    problem.instance(),
                                    problem.errors()));
            };
        } catch (ExpressionException e) {
            return failed(node, attempt, ExpressionException.PROBLEM_TYPE, "Expression failed", e.getMessage());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | Error e) {
            // An error, too, is an outcome: the node would run for ever without one.
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException(e.toString());
            }
            LOG.errorf(e, "%s: node %s of type %s failed unexpectedly", state.id(), node.id(), node.type());
            return failed(node, attempt, "raised", "Node type failed", e.toString());
        }
    }

    @SuppressWarnings("unchecked") // what a map evaluates to is a map
    private Map<String, @Nullable Object> settings(Node node) {
        if (node.with().isEmpty()) {
            return Map.of();
        }
        Object settings = tools.expressions().evaluate(node.with(), Scopes.of(state));
        return settings == null ? Map.of() : (Map<String, @Nullable Object>) settings;
    }

    private static Problem invalid(Node node, List<Problem.Fault> faults) {
        return Problem.node(
                        "validation",
                        "Invalid settings",
                        "the settings, evaluated, do not match the schema of node type " + node.type())
                .with(faults);
    }

    private Occurrence succeeded(Node node, int attempt, @Nullable Object value) {
        if (value == null) {
            return new Occurrence.NodeSucceeded(node.id(), attempt, null);
        }
        Encoded output = tools.codec().encode(value);
        if (output.json().length() > tools.maxOutput()) {
            return failed(
                    node,
                    attempt,
                    "validation",
                    "Output too large",
                    "the output has " + output.json().length() + " characters of JSON; at most " + tools.maxOutput()
                            + " are kept");
        }
        return new Occurrence.NodeSucceeded(node.id(), attempt, output);
    }

    private static Occurrence failed(Node node, int attempt, String type, String title, @Nullable String detail) {
        return new Occurrence.NodeFailed(
                node.id(), attempt, Problem.node(type, title, detail == null ? null : cut(detail, MAX_DETAIL)));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    private static int attemptOf(NodeState node) {
        return node.attempt() == null ? 0 : node.attempt();
    }
}
