package io.flowcast.cli.view;

import io.flowcast.events.Event;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionSnapshot;
import io.flowcast.events.NodeStatus;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events in words, without their time. */
final class Sentences {

    private Sentences() {}

    static String of(Event event) {
        Optional<EventType> type = EventType.parse(event.type());
        return type.isEmpty() ? event.type() : of(type.get(), event);
    }

    static String of(ExecutionSnapshot state) {
        long ended = state.nodes().values().stream()
                .filter(node -> node.status().ended())
                .count();
        long active = state.nodes().values().stream()
                .map(ExecutionSnapshot.Node::status)
                .filter(NodeStatus::started)
                .count();
        return "%s v%d is %s: %d nodes ended, %d under way%s"
                .formatted(
                        state.workflowId(),
                        state.version(),
                        state.status().wire(),
                        ended,
                        active,
                        error(state.error()));
    }

    private static String of(EventType type, Event event) {
        String node = event.nodeId();
        return switch (type) {
            case WORKFLOW_QUEUED -> workflow(event) + " queued";
            case WORKFLOW_STARTED -> workflow(event) + " started";
            case WORKFLOW_PAUSED -> "paused";
            case WORKFLOW_RESUMED -> "resumed";
            case WORKFLOW_COMPLETED -> "completed in " + time(event.executionTime());
            case WORKFLOW_FAILED -> "failed after " + time(event.executionTime()) + error(event.error());
            case WORKFLOW_CANCELLED -> "cancelled after " + time(event.executionTime());
            case EXECUTION_CLAIMED -> "taken over by " + event.executor();
            case EXECUTION_WAITING -> "nothing runs" + until(" until ", event.until());
            case SIGNAL_RECEIVED -> "signal " + Objects.requireNonNullElse(event.signal(), node) + " received";
            case NODE_STARTED -> node + " started" + attempt(event);
            case NODE_COMPLETED ->
                node
                        + (Boolean.TRUE.equals(event.reused())
                                ? " taken over"
                                : " completed in " + time(event.duration()));
            case NODE_FAILED -> node + " failed" + attempt(event) + error(event.error()) + next(event);
            case NODE_RETRYING ->
                node + " retries" + until(" at ", event.retryAt()) + attempt(event) + error(event.error());
            case NODE_SKIPPED -> node + " skipped";
            case NODE_WAITING -> node + " waits" + cause(event) + until(" until ", event.until());
            case NODE_CANCELLED -> node + " cancelled";
            case NODE_PROGRESS -> node + ": " + progress(event.progress(), event.message());
            case NODE_LOG -> node + ": " + event.message();
        };
    }

    private static String workflow(Event event) {
        String from = event.retryOf() != null
                ? ", retry of " + event.retryOf()
                : event.rerunOf() != null
                        ? ", rerun of " + event.rerunOf()
                        : event.parentId() != null ? ", part of " + event.parentId() : "";
        return event.workflowId() + " v" + event.version() + " " + event.executionId() + from;
    }

    private static String time(@Nullable Long millis) {
        return millis == null ? "no time" : Durations.inWords(millis);
    }

    private static String attempt(Event event) {
        return event.attempt() == null || event.attempt() < 2 ? "" : ", attempt " + event.attempt();
    }

    private static String until(String before, @Nullable Long time) {
        return time == null ? "" : before + Instant.ofEpochMilli(time);
    }

    private static String cause(Event event) {
        return event.signal() != null
                ? " for the signal " + event.signal()
                : event.childId() != null ? " for " + event.childId() : "";
    }

    private static String next(Event event) {
        return event.nextNodeIds() == null || event.nextNodeIds().isEmpty()
                ? ""
                : "; goes on with " + String.join(", ", event.nextNodeIds());
    }

    private static String progress(@Nullable Progress progress, @Nullable String message) {
        if (progress == null) {
            return Objects.requireNonNullElse(message, "goes on");
        }
        String total = progress.total() == null ? "" : " of " + progress.total();
        String failed = progress.failed() == null || progress.failed() == 0 ? "" : ", " + progress.failed() + " failed";
        return progress.done() + total + " done" + failed + (message == null ? "" : ": " + message);
    }

    private static String error(@Nullable Problem error) {
        return error == null
                ? ""
                : ": " + error.type() + ": " + error.title() + (error.detail() == null ? "" : ": " + error.detail());
    }
}
