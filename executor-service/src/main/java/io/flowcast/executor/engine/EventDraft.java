package io.flowcast.executor.engine;

import io.flowcast.events.Event;
import io.flowcast.events.EventType;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The optional fields of an event, named one by one. */
final class EventDraft {

    private @Nullable String workflowId;
    private @Nullable String workflowName;
    private @Nullable Integer version;
    private @Nullable String nodeId;
    private @Nullable List<String> nextNodeIds;
    private @Nullable Long duration;
    private @Nullable Integer attempt;
    private @Nullable Long until;
    private @Nullable Long retryAt;
    private @Nullable Problem error;
    private @Nullable String executor;
    private @Nullable Long fence;
    private @Nullable String reason;
    private @Nullable String message;
    private @Nullable Long executionTime;
    private @Nullable String signal;
    private @Nullable ExecutionId childId;
    private @Nullable ExecutionId parentId;
    private @Nullable ExecutionId retryOf;
    private @Nullable ExecutionId rerunOf;
    private @Nullable Boolean reused;
    private @Nullable Progress progress;

    EventDraft workflow(String id, String name, int version) {
        this.workflowId = id;
        this.workflowName = name;
        this.version = version;
        return this;
    }

    EventDraft nodeId(String nodeId) {
        this.nodeId = nodeId;
        return this;
    }

    EventDraft nextNodeIds(List<String> ids) {
        this.nextNodeIds = ids.isEmpty() ? null : ids;
        return this;
    }

    EventDraft duration(@Nullable Long duration) {
        this.duration = duration;
        return this;
    }

    EventDraft attempt(@Nullable Integer attempt) {
        this.attempt = attempt;
        return this;
    }

    EventDraft until(@Nullable Long until) {
        this.until = until;
        return this;
    }

    EventDraft retryAt(long retryAt) {
        this.retryAt = retryAt;
        return this;
    }

    EventDraft error(@Nullable Problem error) {
        this.error = error;
        return this;
    }

    EventDraft executor(String executor) {
        this.executor = executor;
        return this;
    }

    EventDraft fence(long fence) {
        this.fence = fence;
        return this;
    }

    EventDraft reason(String reason) {
        this.reason = reason;
        return this;
    }

    EventDraft message(@Nullable String message) {
        this.message = message;
        return this;
    }

    EventDraft executionTime(long executionTime) {
        this.executionTime = executionTime;
        return this;
    }

    EventDraft signal(@Nullable String signal) {
        this.signal = signal;
        return this;
    }

    EventDraft childId(@Nullable ExecutionId childId) {
        this.childId = childId;
        return this;
    }

    EventDraft parentId(@Nullable ExecutionId parentId) {
        this.parentId = parentId;
        return this;
    }

    EventDraft retryOf(@Nullable ExecutionId retryOf) {
        this.retryOf = retryOf;
        return this;
    }

    EventDraft rerunOf(@Nullable ExecutionId rerunOf) {
        this.rerunOf = rerunOf;
        return this;
    }

    EventDraft progress(@Nullable Progress progress) {
        this.progress = progress;
        return this;
    }

    EventDraft reused() {
        this.reused = true;
        return this;
    }

    Event build(EventType type, ExecutionId id, long seq, long timestamp) {
        String nextNodeId = nextNodeIds == null ? null : nextNodeIds.getFirst();
        return new Event(
                type.wire(),
                id,
                seq,
                timestamp,
                workflowId,
                workflowName,
                version,
                nodeId,
                nextNodeId,
                nextNodeIds,
                duration,
                attempt,
                until,
                retryAt,
                error,
                executor,
                fence,
                reason,
                message,
                executionTime,
                signal,
                childId,
                parentId,
                retryOf,
                rerunOf,
                reused,
                progress);
    }
}
