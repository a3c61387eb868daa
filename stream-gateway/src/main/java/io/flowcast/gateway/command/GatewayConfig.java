package io.flowcast.gateway.command;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The way to the executors. */
@ConfigMapping(prefix = "flowcast.gateway")
public interface GatewayConfig {

    /** Base URLs of the executors; each command goes to the next, and on to another where one cannot be reached. */
    @WithDefault("http://localhost:8081")
    List<URI> executors();

    /** Bytes that a command's body may have; a little over the 256 KiB that an input may have. More is a 413. */
    @WithDefault("264K")
    MemorySize maxBody();

    /** Bytes that a workflow's definition may have. More is a 413. */
    @WithDefault("1M")
    MemorySize maxDefinition();

    /** Bound of connecting to an executor; past it the next one is tried. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** Bound of an executor's answer; past it the answer is 504, and the command may or may not have been taken. */
    @WithDefault("10s")
    Duration timeout();
}
