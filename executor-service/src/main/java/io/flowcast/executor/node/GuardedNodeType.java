package io.flowcast.executor.node;

import io.flowcast.events.Problem;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A node type of others, whose mistakes end the attempt that made them and nothing else. Thread-safe as the type is. */
final class GuardedNodeType implements NodeType {

    private static final Logger LOG = Logger.getLogger(GuardedNodeType.class);

    private static final Duration LONGEST_WAIT = Duration.ofDays(366);
    private static final int MAX_PROBLEM_TYPE = 64;
    private static final int MAX_FAULTS = 20;
    private static final int MAX_FAULT = 500;

    private final NodeType type;
    private final ExtensionThreads threads;
    private final long maxOutput;

    GuardedNodeType(NodeType type, ExtensionThreads threads, long maxOutput) {
        this.type = type;
        this.threads = threads;
        this.maxOutput = maxOutput;
    }

    @Override
    public String name() {
        return type.name();
    }

    @Override
    public String description() {
        return type.description();
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return type.settingsSchema();
    }

    @Override
    public boolean takesSecrets() {
        return type.takesSecrets();
    }

    @Override
    public Map<String, Object> defaultRetry() {
        return type.defaultRetry();
    }

    @Override
    public NodeResult run(NodeContext context) throws InterruptedException {
        return threads.run(() -> attempt(context));
    }

    /** On a thread of others, as is the look at what came out: it may be slow, or have no end. */
    private NodeResult attempt(NodeContext context) {
        try {
            return checked(type.run(context), context);
        } catch (Exception | Error failure) {
            return NodeResult.failure("raised", "Node type failed", logged(context, failure));
        }
    }

    private String logged(NodeContext context, Throwable failure) {
        String where = context.executionId() + ": node " + context.nodeId() + " of type "
                + type.getClass().getName();
        try {
            String said = failure instanceof InterruptedException
                    ? "it was interrupted, although nobody told it to stop"
                    : failure.toString();
            if (!context.cancelled()) {
                StringWriter trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                LOG.errorf("%s failed unexpectedly: %s", where, context.redacted(trace.toString()));
            }
            return said;
        } catch (RuntimeException | Error e) {
            // Even what it throws is code of others.
            LOG.errorf(
                    "%s failed with a %s that cannot be printed",
                    where, failure.getClass().getName());
            return failure.getClass().getName();
        }
    }

    private NodeResult checked(NodeResult result, NodeContext context) {
        return switch (result) {
            case null -> invalid("No result", "the node type returned null; NodeResult.none() is for no output");
            case NodeResult.Output(var value) ->
                switch (PlainCopy.of(value, maxOutput)) {
                    case PlainCopy.Plain(var plain) -> new NodeResult.Output(plain);
                    case PlainCopy.Refused(String detail) -> invalid("Unusable output", "the output: " + detail);
                };
            case NodeResult.WaitUntil(long until)
            when until - context.now() > LONGEST_WAIT.toMillis() ->
                invalid("Too long a wait", "waits end within " + LONGEST_WAIT.toDays() + " days");
            case NodeResult.AwaitSignal _, NodeResult.RunWorkflow _ ->
                invalid(
                        "Unusable result",
                        "only the node types signal and workflow may wait for signals and executions");
            case NodeResult.Failure(Problem problem, var retryAfter) ->
                new NodeResult.Failure(bounded(problem, context), bounded(retryAfter));
            default -> result;
        };
    }

    private static @Nullable Duration bounded(@Nullable Duration retryAfter) {
        if (retryAfter == null || retryAfter.isNegative()) {
            return null;
        }
        return retryAfter.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : retryAfter;
    }

    @SuppressWarnings("ConstantValue") // others need not have looked at what may be null
    private static Problem bounded(Problem problem, NodeContext context) {
        if (problem == null || problem.type() == null || problem.title() == null) {
            return Problem.node("raised", "Failed", "the node type gave no reason: " + problem);
        }
        List<Problem.Fault> faults = problem.errors();
        return new Problem(
                cut(context.redacted(problem.type()), MAX_PROBLEM_TYPE),
                problem.title(),
                problem.status(),
                problem.detail(),
                problem.instance() == null ? null : cut(context.redacted(problem.instance()), MAX_FAULT),
                faults == null
                        ? null
                        : faults.stream()
                                .limit(MAX_FAULTS)
                                .map(fault -> new Problem.Fault(
                                        fault.pointer() == null
                                                ? null
                                                : cut(context.redacted(fault.pointer()), MAX_FAULT),
                                        fault.line(),
                                        fault.column(),
                                        cut(context.redacted(String.valueOf(fault.detail())), MAX_FAULT)))
                                .toList());
    }

    private static NodeResult invalid(String title, String detail) {
        return NodeResult.failure("validation", title, detail);
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
