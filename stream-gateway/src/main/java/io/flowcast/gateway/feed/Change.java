package io.flowcast.gateway.feed;

import io.flowcast.events.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the feed.
 *
 * @param block the frame without its id, encoded once for all who get it; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Change(
        int partition,
        FeedId id,
        String workflowId,
        ExecutionStatus status,
        @Nullable ExecutionStatus previous,
        @Nullable String owner,
        byte[] block) {}
