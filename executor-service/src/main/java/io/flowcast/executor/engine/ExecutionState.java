package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.ExecutionStatus;
import io.flowcast.events.NodeState;
import io.flowcast.events.Problem;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Definition;
import io.flowcast.executor.definition.Graph;
import io.flowcast.executor.definition.ItemTask;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one execution. Changed by {@link #apply} alone, by the thread of its run; attempts of nodes read
 * its header and its outputs from their own threads.
 */
public final class ExecutionState {

    /**
     * What never changes.
     *
     * @param owner who may read it
     * @param startTime epoch milliseconds
     * @param trace which trace it belongs to
     */
    public record Header(
            ExecutionId id,
            String owner,
            CompiledDefinition workflow,
            Encoded input,
            long startTime,
            TraceContext trace,
            Origin origin) {

        public Definition definition() {
            return workflow.definition();
        }

        public Graph graph() {
            return workflow.graph();
        }
    }

    private final Header header;
    private ExecutionStatus status;
    private long seq;
    private int takeovers;
    private @Nullable Ending ending;
    private final Map<String, NodeState> nodes = new HashMap<>();
    /** Nodes that were started and have not ended. */
    private final Set<String> started = new LinkedHashSet<>();
    /** Read by the attempts' threads as well. */
    private final Map<String, Encoded> outputs = new ConcurrentHashMap<>();

    /** By name, all that were received. */
    private final Map<String, Signal> signals = new HashMap<>();

    /** How it ended. */
    record Ending(
            long endTime,
            long executionTime,
            @Nullable Encoded output,
            @Nullable Problem error) {}

    ExecutionState(Header header, ExecutionStatus status, long seq, int takeovers) {
        this.header = header;
        this.status = status;
        this.seq = seq;
        this.takeovers = takeovers;
    }

    /** One that nothing has happened to yet. */
    public static ExecutionState fresh(Header header) {
        return new ExecutionState(header, ExecutionStatus.PENDING, 0, 0);
    }

    public Header header() {
        return header;
    }

    public ExecutionId id() {
        return header.id();
    }

    public ExecutionStatus status() {
        return status;
    }

    /** Sequence of the last event that was decided. */
    public long seq() {
        return seq;
    }

    public int takeovers() {
        return takeovers;
    }

    @Nullable
    Ending ending() {
        return ending;
    }

    public NodeState node(String nodeId) {
        return nodes.getOrDefault(nodeId, NodeState.PENDING);
    }

    /** Every node that something has happened to, by id. */
    Map<String, NodeState> nodes() {
        return Collections.unmodifiableMap(nodes);
    }

    public Collection<String> started() {
        return Collections.unmodifiableSet(started);
    }

    /** The outputs of completed nodes, by id. May be read by any thread. */
    public Map<String, Encoded> outputs() {
        return Collections.unmodifiableMap(outputs);
    }

    /** The signals that were received, by name. */
    Map<String, Signal> signals() {
        return Collections.unmodifiableMap(signals);
    }

    /** Whether a node, or items of one, wait for the end of another execution. */
    boolean awaitsChild() {
        return started.stream().anyMatch(this::awaitsChild);
    }

    private boolean awaitsChild(String nodeId) {
        return switch (node(nodeId).status()) {
            case WAITING -> node(nodeId).childId() != null;
            case RUNNING ->
                header.graph().has(nodeId)
                        && ItemTask.runsWorkflows(header.graph().node(nodeId));
            case PENDING, RETRYING, COMPLETED, FAILED, SKIPPED, CANCELLED -> false;
        };
    }

    /**
     * Epoch milliseconds of the next thing that time alone brings about.
     *
     * @param draining whether nothing new is to be started
     */
    OptionalLong nextDeadline(boolean draining) {
        long next = Deadlines.ofExecution(this);
        for (String nodeId : started) {
            next = Math.min(next, Deadlines.of(node(nodeId), status, draining));
        }
        return next == Deadlines.NEVER ? OptionalLong.empty() : OptionalLong.of(next);
    }

    void apply(Step step) {
        status = step.status();
        seq += step.events().size();
        takeovers = step.takeovers();
        if (step.ending() != null) {
            ending = step.ending();
        }
        outputs.putAll(step.outputs());
        signals.putAll(step.signals());
        step.nodes().forEach(this::put);
    }

    /** An attempt starts now: its timeout is counted from here, however long the commit before it took. */
    void begin(String nodeId, long now) {
        Duration timeout = header.graph().node(nodeId).timeout();
        if (timeout != null) {
            put(nodeId, node(nodeId).until(now + timeout.toMillis()));
        }
    }

    void put(String nodeId, NodeState node) {
        nodes.put(nodeId, node);
        if (node.status().started()) {
            started.add(nodeId);
        } else {
            started.remove(nodeId);
        }
    }

    void putOutput(String nodeId, Encoded output) {
        outputs.put(nodeId, output);
    }

    void putSignal(String name, Signal signal) {
        signals.put(name, signal);
    }

    void putEnding(Ending ending) {
        this.ending = ending;
    }
}
