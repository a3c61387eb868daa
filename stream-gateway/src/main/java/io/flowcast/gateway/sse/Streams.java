package io.flowcast.gateway.sse;

import io.flowcast.gateway.bus.RedisBus;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.hub.Tally;
import io.flowcast.gateway.log.LogSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The streams of this replica: one {@link StreamLoop} an event loop, made when its first client comes. Thread-safe. */
@Singleton
class Streams {
    private static final Logger LOG = Logger.getLogger(Streams.class);

    private final Vertx vertx;
    private final StreamConfig config;
    private final LogSource log;
    private final RedisBus bus;
    private final InstantSource clock;
    private final Jitter jitter;
    private final Tally tally;
    private final Map<Context, StreamLoop> loops = new ConcurrentHashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final MeterRegistry registry;
    private final Gauge gauge;
    private volatile boolean draining;

    Streams(
            Vertx vertx,
            StreamConfig config,
            LogSource log,
            RedisBus bus,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry registry) {
        this.vertx = vertx;
        this.config = config;
        this.log = log;
        this.bus = bus;
        this.clock = clock;
        this.jitter = new Jitter(random);
        this.tally = new StreamMetrics(registry);
        this.registry = registry;
        this.gauge = Gauge.builder("flowcast.stream.connections", connections, Set::size)
                .description("Streams open now")
                .register(registry);
    }

    StreamConfig config() {
        return config;
    }

    LogSource log() {
        return log;
    }

    RedisBus bus() {
        return bus;
    }

    Jitter jitter() {
        return jitter;
    }

    Tally tally() {
        return tally;
    }

    long now() {
        return clock.millis();
    }

    boolean draining() {
        return draining;
    }

    /** Takes a place, if there is one. */
    boolean admit(Connection connection) {
        if (connections.size() >= config.maxConnections()) {
            return false;
        }
        return connections.add(connection);
    }

    void released(Connection connection) {
        connections.remove(connection);
    }

    /** The loop on which the caller runs. */
    StreamLoop here() {
        Context root = VertxContext.getRootContext(vertx.getOrCreateContext());
        return loops.computeIfAbsent(root, context -> {
            StreamLoop loop = new StreamLoop(vertx, context, this);
            loop.start();
            return loop;
        });
    }

    /** SIGTERM: everybody is asked to come back, to whichever replica the balancer has left. */
    void drain(@Observes ShutdownDelayInitiatedEvent begin) {
        draining = true;
        LOG.infof("draining %d streams", connections.size());
        loops.values().forEach(loop -> loop.end(Ending.DRAINING));
    }

    void stop(@Observes ShutdownEvent end) {
        draining = true;
        loops.values().forEach(loop -> loop.end(Ending.DRAINING));
        loops.values().forEach(StreamLoop::stop);
        bus.close();
        registry.remove(gauge);
    }
}
