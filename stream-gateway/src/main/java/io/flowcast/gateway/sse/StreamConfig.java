package io.flowcast.gateway.sse;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The streams: their pace, their bounds. */
@ConfigMapping(prefix = "flowcast.stream")
public interface StreamConfig {

    /**
     * How often every stream gets a comment, so that nobody on the way takes it for dead; and within which a lost PUBLISH of
     * an execution that says nothing more is noticed.
     */
    @WithDefault("15s")
    Duration keepalive();

    /** How long a stream lasts, give or take a tenth; then the client is asked to come back, wherever the balancer says. */
    @WithDefault("30m")
    Duration maxAge();

    /**
     * Over how long a replica that is told to stop lets its streams go, evenly, so that they do not fall on the others all at
     * once. It stops a second after that at the latest, plus `quarkus.shutdown.delay`; sooner where there are none left.
     */
    @WithDefault("5s")
    Duration drainWindow();

    /** Streams of this replica at once; past it a client is asked to come back. Stay below the open files it may have. */
    @WithDefault("15000")
    int maxConnections();

    /** Bytes that may wait for one connection; past it live frames are dropped for it, and the log catches it up later. */
    @WithDefault("256K")
    MemorySize maxPending();

    /** A connection that takes nothing for so long is closed. */
    @WithDefault("2m")
    Duration stallTimeout();

    /** Events that one read of the log brings. */
    @WithDefault("500")
    int page();

    /** Bytes of events after which such a read ends, though there be more: with `max-pending` what a catch-up may cost. */
    @WithDefault("1M")
    MemorySize pageBytes();

    /**
     * How long the subscription of an execution that nobody watches any more is kept, so that one who comes back at once, or
     * reloads the page, need not wait for it.
     */
    @WithDefault("5s")
    Duration linger();

    /** How many such executions each event loop keeps; at one more, the longest kept goes. */
    @WithDefault("1000")
    int maxLingering();

    /**
     * Streams that a replica that starts takes from itself before it is ready, so that the first thousands are not served by
     * code that is not compiled yet; for ten seconds at most. 0 for none: where nobody comes in thousands, or starts have to be quick.
     */
    @WithDefault("1000")
    int warmUp();

    /** Middle of the pause that clients are told to make before they come back; each gets its own, half to half as much again. */
    @WithDefault("2s")
    Duration retry();

    /** Bound of the wait for a subscription when a client joins; past it the client is asked to come back. */
    @WithDefault("4s")
    Duration joinTimeout();

    /** Before a client that comes with a cursor is told that its execution is unknown, or its event not there yet. */
    @WithDefault("2s")
    Duration secondLook();

    /**
     * How long events that were sent may be missing from the log before streams are rewound: after a failover the
     * execution's owner writes them again.
     */
    @WithDefault("5s")
    Duration rewindAfter();
}
