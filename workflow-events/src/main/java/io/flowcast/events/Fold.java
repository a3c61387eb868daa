package io.flowcast.events;

import io.flowcast.events.ExecutionSnapshot.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state that a log tells: what a client computes from events, as docs/protocol.md says it. Begins with nothing or with a
 * snapshot. Types of event that are not known change nothing. One thread owns it.
 */
public final class Fold {
    private static final Node NOTHING = node(NodeStatus.PENDING);

    private final List<String> executed = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private @Nullable ExecutionId executionId;
    private @Nullable EventId lastId;
    private ExecutionStatus status = ExecutionStatus.PENDING;
    private String workflowId = "";
    private String workflowName = "";
    private int version;
    private long startTime;
    private @Nullable Long endTime;
    private @Nullable Long executionTime;
    private @Nullable Problem error;

    /** The state at this snapshot. */
    public static Fold from(ExecutionSnapshot snapshot) {
        Fold fold = new Fold();
        fold.executed.addAll(snapshot.nodesExecuted());
        fold.nodes.putAll(snapshot.nodes());
        fold.executionId = snapshot.executionId();
        fold.lastId = snapshot.lastEventId();
        fold.status = snapshot.status();
        fold.workflowId = snapshot.workflowId();
        fold.workflowName = snapshot.workflowName();
        fold.version = snapshot.version();
        fold.startTime = snapshot.startTime();
        fold.endTime = snapshot.endTime();
        fold.executionTime = snapshot.executionTime();
        fold.error = snapshot.error();
        return fold;
    }

    /** The state after one more event. */
    public Fold add(EventId id, Event event) {
        if (executionId == null) {
            executionId = event.executionId();
            startTime = event.timestamp();
        }
        lastId = id;
        EventType type = EventType.parse(event.type()).orElse(null);
        if (status == ExecutionStatus.WAITING) {
            status = ExecutionStatus.RUNNING;
        }
        if (type != null) {
            apply(type, event);
        }
        return this;
    }

    private void apply(EventType type, Event event) {
        switch (type) {
            case WORKFLOW_QUEUED -> workflow(event, ExecutionStatus.PENDING);
            case WORKFLOW_STARTED -> workflow(event, ExecutionStatus.RUNNING);
            case WORKFLOW_RESUMED -> status = ExecutionStatus.RUNNING;
            case WORKFLOW_PAUSED -> status = ExecutionStatus.PAUSED;
            case EXECUTION_WAITING -> status = ExecutionStatus.WAITING;
            case WORKFLOW_COMPLETED -> end(event, ExecutionStatus.COMPLETED);
            case WORKFLOW_FAILED -> end(event, ExecutionStatus.FAILED);
            case WORKFLOW_CANCELLED -> end(event, ExecutionStatus.CANCELLED);
            case NODE_STARTED,
                    NODE_WAITING,
                    NODE_RETRYING,
                    NODE_COMPLETED,
                    NODE_FAILED,
                    NODE_CANCELLED,
                    NODE_SKIPPED,
                    NODE_PROGRESS -> apply(type, Objects.requireNonNull(event.nodeId(), "nodeId"), event);
            case EXECUTION_CLAIMED, NODE_LOG, SIGNAL_RECEIVED -> {}
        }
    }

    private void workflow(Event event, ExecutionStatus now) {
        workflowId = Objects.requireNonNullElse(event.workflowId(), workflowId);
        workflowName = Objects.requireNonNullElse(event.workflowName(), workflowName);
        version = Objects.requireNonNullElse(event.version(), version);
        status = now;
    }

    private void end(Event event, ExecutionStatus end) {
        status = end;
        endTime = event.timestamp();
        executionTime = event.executionTime();
        error = event.error();
    }

    private void apply(EventType type, String nodeId, Event event) {
        Node known = nodes.get(nodeId);
        Node before = known == null ? NOTHING : known;
        if (type == EventType.NODE_STARTED && known == null) {
            executed.add(nodeId);
        }
        nodes.put(nodeId, after(before, type, event));
    }

    private static Node after(Node before, EventType type, Event event) {
        return switch (type) {
            case NODE_STARTED -> started(before, event);
            case NODE_WAITING -> next(before, NodeStatus.WAITING, event);
            case NODE_RETRYING -> next(before, NodeStatus.RETRYING, event);
            case NODE_COMPLETED -> ended(before, NodeStatus.COMPLETED, event);
            case NODE_FAILED -> ended(before, NodeStatus.FAILED, event);
            case NODE_CANCELLED -> ended(before, NodeStatus.CANCELLED, event);
            case NODE_SKIPPED -> node(NodeStatus.SKIPPED);
            case NODE_PROGRESS -> progressed(before, event);
            default -> throw new IllegalArgumentException("not an event of a node: " + type);
        };
    }

    private static Node started(Node before, Event event) {
        return new Node(
                NodeStatus.RUNNING,
                before.startTime() == null ? Long.valueOf(event.timestamp()) : before.startTime(),
                null,
                null,
                event.attempt(),
                null,
                null,
                null,
                event.executor(),
                null,
                null,
                null,
                null);
    }

    /** It waits, or is to be tried again. */
    private static Node next(Node before, NodeStatus status, Event event) {
        return new Node(
                status,
                before.startTime(),
                null,
                null,
                before.attempt(),
                event.until(),
                event.retryAt(),
                event.error(),
                before.executor(),
                event.signal(),
                event.childId(),
                null,
                null);
    }

    private static Node progressed(Node before, Event event) {
        return new Node(
                before.status(),
                before.startTime(),
                null,
                null,
                before.attempt(),
                before.until(),
                before.retryAt(),
                before.error(),
                before.executor(),
                before.signal(),
                before.childId(),
                null,
                event.progress());
    }

    private static Node ended(Node before, NodeStatus status, Event event) {
        return new Node(
                status,
                before.startTime(),
                event.timestamp(),
                event.duration(),
                event.attempt(),
                null,
                null,
                event.error(),
                before.executor(),
                null,
                before.childId(),
                event.reused(),
                null);
    }

    private static Node node(NodeStatus status) {
        return new Node(status, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public ExecutionStatus status() {
        return status;
    }

    public Map<String, Node> nodes() {
        return nodes;
    }

    /**
     * What a snapshot at the last event has to say.
     *
     * @throws NullPointerException where nothing has been told yet
     */
    public ExecutionSnapshot snapshot(long timestamp, String reason) {
        EventId last = Objects.requireNonNull(lastId, "no event yet");
        return new ExecutionSnapshot(
                StreamEvents.SNAPSHOT,
                Objects.requireNonNull(executionId),
                last.seq(),
                last,
                timestamp,
                reason,
                workflowId,
                workflowName,
                version,
                status,
                startTime,
                endTime,
                executionTime,
                error,
                List.copyOf(executed),
                nodes);
    }
}
