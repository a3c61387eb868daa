package io.flowcast.events;

import io.flowcast.events.ExecutionSnapshot.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state that a log tells: what a client computes from events, written from docs/protocol.md and used by the tests of
 * every module to show that state and log agree.
 */
public final class Fold {

    private final List<String> executed = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private @Nullable Event first;
    private @Nullable Event last;
    private @Nullable EventId lastId;
    private ExecutionStatus status = ExecutionStatus.PENDING;
    private @Nullable String workflowId;
    private @Nullable String workflowName;
    private @Nullable Integer version;

    public Fold add(EventId id, Event event) {
        first = first == null ? event : first;
        last = event;
        lastId = id;
        EventType type = EventType.parse(event.type()).orElse(null);
        if (type == null) {
            return this;
        }
        if (status == ExecutionStatus.WAITING) {
            status = ExecutionStatus.RUNNING;
        }
        Node node = event.nodeId() == null ? null : nodes.get(event.nodeId());
        switch (type) {
            case WORKFLOW_QUEUED -> workflow(event, ExecutionStatus.PENDING);
            case WORKFLOW_STARTED -> workflow(event, ExecutionStatus.RUNNING);
            case WORKFLOW_RESUMED -> status = ExecutionStatus.RUNNING;
            case WORKFLOW_PAUSED -> status = ExecutionStatus.PAUSED;
            case EXECUTION_WAITING -> status = ExecutionStatus.WAITING;
            case WORKFLOW_COMPLETED -> status = ExecutionStatus.COMPLETED;
            case WORKFLOW_FAILED -> status = ExecutionStatus.FAILED;
            case WORKFLOW_CANCELLED -> status = ExecutionStatus.CANCELLED;
            case NODE_STARTED -> started(event, node);
            case NODE_WAITING -> put(event, next(node, NodeStatus.WAITING, event));
            case NODE_RETRYING -> put(event, next(node, NodeStatus.RETRYING, event));
            case NODE_COMPLETED -> put(event, ended(node, NodeStatus.COMPLETED, event));
            case NODE_FAILED -> put(event, ended(node, NodeStatus.FAILED, event));
            case NODE_CANCELLED -> put(event, ended(node, NodeStatus.CANCELLED, event));
            case NODE_SKIPPED -> put(event, skipped());
            case NODE_PROGRESS -> put(event, progressed(node, event));
            case EXECUTION_CLAIMED, NODE_LOG, SIGNAL_RECEIVED -> {}
        }
        return this;
    }

    private void workflow(Event event, ExecutionStatus now) {
        workflowId = event.workflowId();
        workflowName = event.workflowName();
        version = event.version();
        status = now;
    }

    private void started(Event event, @Nullable Node before) {
        if (before == null) {
            executed.add(event.nodeId());
        }
        Long since = before == null ? Long.valueOf(event.timestamp()) : before.startTime();
        put(
                event,
                new Node(
                        NodeStatus.RUNNING,
                        since,
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
                        null));
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

    private static Node ended(@Nullable Node before, NodeStatus status, Event event) {
        return new Node(
                status,
                before == null ? null : before.startTime(),
                event.timestamp(),
                event.duration(),
                event.attempt(),
                null,
                null,
                event.error(),
                before == null ? null : before.executor(),
                null,
                before == null ? null : before.childId(),
                event.reused(),
                null);
    }

    private static Node skipped() {
        return new Node(NodeStatus.SKIPPED, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private void put(Event event, Node node) {
        nodes.put(event.nodeId(), node);
    }

    public ExecutionStatus status() {
        return status;
    }

    public Map<String, Node> nodes() {
        return nodes;
    }

    /** What a snapshot at the last event has to say. */
    public ExecutionSnapshot snapshot(long timestamp, String reason) {
        boolean ended = status.terminal();
        return new ExecutionSnapshot(
                StreamEvents.SNAPSHOT,
                last.executionId(),
                last.seq(),
                lastId,
                timestamp,
                reason,
                workflowId,
                workflowName,
                version,
                status,
                first.timestamp(),
                ended ? Long.valueOf(last.timestamp()) : null,
                last.executionTime(),
                ended ? last.error() : null,
                List.copyOf(executed),
                nodes);
    }
}
