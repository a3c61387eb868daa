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
     * Runs one attempt, blocking as it likes: it has a virtual thread of its own, which is interrupted when the attempt
     * times out, the execution ends or its executor lets go of it. What it does may be repeated when its executor dies: see
     * {@link NodeContext#idempotencyKey()}.
     *
     * @throws InterruptedException to stop when asked; the attempt's outcome no longer matters then
     * @throws Exception anything else fails the attempt as {@code raised}; expected failures are {@link NodeResult.Failure}
     */
    NodeResult run(NodeContext context) throws Exception;
}
