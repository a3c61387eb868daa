package io.flowcast.gateway.read;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Answers to reads that many ask for alike. */
@ConfigMapping(prefix = "flowcast.reads")
public interface ReadConfig {

    /** How old a list may be when it is sent; so long this replica reads none of its kind again, however many ask. */
    @WithDefault("1s")
    Duration listAge();

    /** Bytes of lists that are kept; past it the oldest go, and are read again where somebody asks. */
    @WithDefault("32M")
    MemorySize listMemory();
}
