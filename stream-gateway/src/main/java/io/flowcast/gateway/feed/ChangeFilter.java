package io.flowcast.gateway.feed;

import io.flowcast.events.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Which changes a list is to hear of. With a status: those by which an execution comes to it or leaves it.
 *
 * @param owner whose; null for everybody's
 */
public record ChangeFilter(
        @Nullable String owner,
        @Nullable ExecutionStatus status,
        @Nullable String workflowId) {

    boolean takes(Change change) {
        return change.block().length > 0
                && (owner == null || owner.equals(change.owner()))
                && (status == null || status == change.status() || status == change.previous())
                && (workflowId == null || workflowId.equals(change.workflowId()));
    }
}
