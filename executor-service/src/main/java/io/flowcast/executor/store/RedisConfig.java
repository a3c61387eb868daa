package io.flowcast.executor.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How executors speak to Redis; where it is, {@code quarkus.redis.*} says. */
@ConfigMapping(prefix = "flowcast.redis")
public interface RedisConfig {

    /**
     * How long one call may take. After that it counts as failed, though it may still take effect. Well under {@code
     * flowcast.execution.lease}, so that a lost answer is asked for again while the lease still holds.
     */
    @WithDefault("2s")
    Duration timeout();
}
