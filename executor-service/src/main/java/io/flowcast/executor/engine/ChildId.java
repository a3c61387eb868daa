package io.flowcast.executor.engine;

import com.github.f4b6a3.ulid.Ulid;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.NodeState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names the execution that a node starts, so that whoever takes over, or ends the node, finds the very one: the ULID is
 * made of the node's start and a digest of what it is for. In its parent's partition.
 */
final class ChildId {

    private static final int RANDOM_BYTES = 10;

    /** @param node as it is while its attempt runs */
    static ExecutionId of(ExecutionId parent, String nodeId, NodeState node) {
        return of(
                parent,
                nodeId,
                node.startTime() == null ? 0 : node.startTime(),
                node.retries() == null ? 0 : node.retries(),
                null);
    }

    /**
     * @param startTime of the node, epoch milliseconds
     * @param retries of the node: each of its own attempts has an execution of its own, one that a takeover repeats has not
     * @param item which try of which of the node's items it is for, where it has several
     */
    static ExecutionId of(ExecutionId parent, String nodeId, long startTime, int retries, Loop.@Nullable Try item) {
        String purpose =
                parent + " " + nodeId + " " + retries + (item == null ? "" : " " + item.index() + " " + item.retries());
        return new ExecutionId(
                parent.partition(), new Ulid(startTime, Arrays.copyOf(sha256(purpose), RANDOM_BYTES)).toString());
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private ChildId() {}
}
