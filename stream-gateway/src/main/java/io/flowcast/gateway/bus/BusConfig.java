package io.flowcast.gateway.bus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The connection to Redis through which this replica hears what is published. */
@ConfigMapping(prefix = "flowcast.bus")
public interface BusConfig {

    /** How often this replica publishes to itself, to see whether its subscription lives. */
    @WithDefault("3s")
    Duration probeInterval();

    /** Without a probe for so long, the subscription counts as dead, whatever its socket says, and is made anew. */
    @WithDefault("7s")
    Duration probeTimeout();

    /** Without a probe for so long, this replica is not ready: it should get no new viewers. */
    @WithDefault("12s")
    Duration readyWithin();

    /** Bound of making a connection; a Redis that has no client to spare lets it hang for ever. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Bound of any command of the streams and the probe; past it the connection is dropped. */
    @WithDefault("3s")
    Duration commandTimeout();

    /** The longest pause before connecting again; pauses grow to it from a fiftieth, with jitter. */
    @WithDefault("2s")
    Duration maxBackoff();
}
