package io.flowcast.executor.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Node types that were built in from jars of others. */
@ConfigMapping(prefix = "flowcast.node-types")
public interface NodeTypesConfig {

    /**
     * Threads that run their nodes, at least 1. Where all are taken, by nodes at work or by such as go on although they
     * were told to stop, further ones wait for a thread, until their timeout.
     */
    @WithDefault("64")
    int maxThreads();
}
