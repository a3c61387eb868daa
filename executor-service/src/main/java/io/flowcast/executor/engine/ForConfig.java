package io.flowcast.executor.engine;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How {@code for} nodes are run. */
@ConfigMapping(prefix = "flowcast.for")
public interface ForConfig {

    /**
     * Items of one {@code for} node, 1 to 100,000. A longer list fails the node as {@code validation}. The list itself is the
     * value of an expression, and so bounded by {@code flowcast.expression.max-result} too; the results together are the
     * node's output, bounded by {@code flowcast.engine.max-output}.
     */
    @WithDefault("10000")
    int maxItems();

    /**
     * Bytes that the signals for the items of one node may have together, as they are kept till the execution is forgotten. A
     * signal that would be over it is refused with 413.
     */
    @WithDefault("4M")
    MemorySize maxSignals();
}
