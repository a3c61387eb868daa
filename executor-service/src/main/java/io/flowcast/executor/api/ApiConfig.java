package io.flowcast.executor.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What commands may look like. */
@ConfigMapping(prefix = "flowcast.api")
public interface ApiConfig {

    /** Largest input of an execution, as JSON; a larger one is refused with 413. */
    @WithDefault("256K")
    MemorySize maxInput();

    /** The same for a whole body: the input and a little round it. */
    default long maxBody() {
        return maxInput().asLongValue() + 4_096;
    }

    /** Largest payload of a signal, as JSON; a larger one is refused with 413. */
    @WithDefault("256K")
    MemorySize maxSignal();

    /** How long the head of a request may take from its first byte to its last; then its connection is closed. More than nothing. */
    @WithDefault("10s")
    Duration headTimeout();

    /** How long a request's body may take to come in; one that takes longer is answered with 408, and its connection closed. */
    @WithDefault("10s")
    Duration bodyTimeout();

    /** Largest definition that is looked at; a larger one is refused with 413. */
    @WithDefault("1M")
    MemorySize maxDefinition();
}
