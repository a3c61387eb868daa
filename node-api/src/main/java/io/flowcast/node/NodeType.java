package io.flowcast.node;

import java.util.Map;

/** One kind of node. Implementations are CDI beans, stateless or thread-safe: many nodes run at once. */
public interface NodeType {

    /** The {@code type} in definitions: {@code [a-z][a-z0-9-]*}, unique. */
    String name();

    /** What it does, in a sentence or two, for authors of workflows. */
    default String description() {
        return "";
    }

    /** JSON Schema (2020-12) of the node's {@code with}, as plain maps and lists; expressions may stand for any value. */
    Map<String, Object> settingsSchema();

    /**
     * Whether the expressions in the node's {@code with} may name secrets. Their values then stand in
     * {@link NodeContext#settings()}: they must go nowhere but where the author sends them. What the node gives and tells
     * is searched for them all the same, before it leaves the node.
     */
    default boolean takesSecrets() {
        return false;
    }

    /**
     * What holds for nodes that have no {@code retry} of their own, in the same form: {@code limit}, {@code delay},
     * {@code backoff} and so on. Empty for no retries.
     */
    default Map<String, Object> defaultRetry() {
        return Map.of();
    }

    /**
     * Runs one attempt, blocking and computing as it likes: it has a thread of its own, which is interrupted when the
     * attempt times out, the execution ends or its executor lets go of it. What it does may be repeated when its executor dies: see
     * {@link NodeContext#idempotencyKey()}.
     *
     * @throws InterruptedException to stop when asked; the attempt's outcome no longer matters then
     * @throws Exception anything else fails the attempt as {@code raised}; expected failures are {@link NodeResult.Failure}
     */
    NodeResult run(NodeContext context) throws Exception;
}
