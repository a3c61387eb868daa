package io.flowcast.gateway.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What requests may look like. */
@ConfigMapping(prefix = "flowcast.api")
public interface ApiConfig {

    /** How long the head of a request may take from its first byte to its last; then its connection is closed. More than nothing. */
    @WithDefault("10s")
    Duration headTimeout();

    /** How long a request's body may take to come in; one that takes longer is answered with 408, and its connection closed. */
    @WithDefault("10s")
    Duration bodyTimeout();
}
