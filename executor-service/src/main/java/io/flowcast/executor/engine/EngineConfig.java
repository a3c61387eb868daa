package io.flowcast.executor.engine;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How executions are run. */
@ConfigMapping(prefix = "flowcast.engine")
public interface EngineConfig {

    /** A wait at least this long gives the lease back, so that the execution costs no executor anything until it ends. */
    @WithDefault("5s")
    Duration handBackAfter();

    /**
     * Takeovers in a row, with no node and no item of a {@code for} ended between them, that an execution survives. At one
     * more it is taken for the cause of its executors' deaths, and fails.
     */
    @WithDefault("5")
    int takeoverLimit();

    /**
     * How long nodes without side effects (noop, set, switch, log, fail) and what follows from them are run before all of it
     * is written in one commit; the longer, the fewer commits, and the later viewers see it. At 0 the start of each node is
     * written before it runs, as it always is for those that have side effects.
     */
    @WithDefault("20ms")
    Duration mergeFor();

    /** Largest output of a node, as JSON. A larger one fails the node. */
    @WithDefault("256K")
    MemorySize maxOutput();

    /**
     * Largest sum of the outputs that an execution keeps, and largest output of its own, as JSON. A node whose output would
     * be too much fails.
     */
    @WithDefault("4M")
    MemorySize maxState();

    /**
     * How many executions may be above one that a node of the type {@code workflow} starts; at one more the node fails. It
     * keeps a workflow that runs itself from going on for ever.
     */
    @WithDefault("10")
    int maxDepth();

    /**
     * How often somebody looks what became of an execution that a node waits for, though its end is told at once: so that
     * one that was lost altogether is not waited for. Each look takes up the execution that waits and gives it back.
     */
    @WithDefault("10m")
    Duration childCheck();

    /**
     * How long a stopping executor waits for what runs before it lets go of it; the nodes that still run then are started
     * again by another executor. To be shorter than the grace period of whoever stops it.
     */
    @WithDefault("10s")
    Duration drainTimeout();
}
