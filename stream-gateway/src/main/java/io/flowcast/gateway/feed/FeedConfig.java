package io.flowcast.gateway.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The feed of what changes in lists. */
@ConfigMapping(prefix = "flowcast.feed")
public interface FeedConfig {

    /** Under load, the changes of lists are read and sent this often; where nothing happens, a change is sent at once. */
    @WithDefault("100ms")
    Duration pace();
}
