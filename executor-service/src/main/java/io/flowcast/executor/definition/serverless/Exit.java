package io.flowcast.executor.definition.serverless;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way out of what has been made so far, on to whatever comes next.
 *
 * @param node where it leaves; null for the beginning of the workflow
 * @param edge what the edge is to carry: {@code when}, {@code default} or {@code catch}
 * @param flow what flows along it
 */
record Exit(@Nullable String node, Map<String, Object> edge, Flow flow) {

    static Exit of(String node, Flow flow) {
        return new Exit(node, Map.of(), flow);
    }

    Exit with(Flow other) {
        return new Exit(node, edge, other);
    }
}
