package io.flowcast.gateway.sse;

import io.flowcast.gateway.bus.RedisBus;
import io.flowcast.gateway.feed.RedisFeed;
import io.flowcast.gateway.hub.Ending;
import io.flowcast.gateway.limit.LimitConfig;
import io.flowcast.gateway.limit.Places;
import io.flowcast.gateway.limit.Refusal;
import io.flowcast.gateway.log.LogSource;
import io.flowcast.gateway.read.ExecutionLists;
import io.flowcast.service.Bounds;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The streams of this replica: one {@link StreamLoop} an event loop, made when its first client comes. Thread-safe. */
@Singleton
class Streams {
    private static final Logger LOG = Logger.getLogger(Streams.class);
    /** For the last who were told to take what was left for them. */
    private static final Duration FLUSH = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final StreamConfig config;
    private final LogSource log;
    private final RedisBus bus;
    private final RedisFeed feed;
    private final ExecutionLists lists;
    private final InstantSource clock;
    private final Jitter jitter;
    private final StreamMetrics tally;
    private final Map<Context, StreamLoop> loops = new ConcurrentHashMap<>();
    private final Places places;
    private final LimitConfig limits;

    Streams(
            Vertx vertx,
            StreamConfig config,
            LogSource log,
            RedisBus bus,
            RedisFeed feed,
            ExecutionLists lists,
            InstantSource clock,
            RandomGenerator random,
            Places places,
            LimitConfig limits,
            MeterRegistry registry) {
        check(config);
        this.vertx = vertx;
        this.config = config;
        this.log = log;
        this.bus = bus;
        this.feed = feed;
        this.lists = lists;
        this.clock = clock;
        this.jitter = new Jitter(random);
        this.tally = new StreamMetrics(registry, clock);
        this.places = places;
        this.limits = limits;
    }

    /** Others just like these, for executions that nobody has started; nobody sees how they fare. */
    Streams rehearsed(MeterRegistry nobodys) {
        return new Streams(
                vertx,
                config,
                new RehearsedLog(log),
                bus,
                feed,
                lists,
                clock,
                jitter.random(),
                places,
                limits,
                nobodys);
    }

    static void check(StreamConfig config) {
        Bounds.of("flowcast.stream")
                .positive("keepalive", config.keepalive())
                .positive("max-age", config.maxAge())
                .atLeast("drain-window", config.drainWindow(), Duration.ZERO)
                .atLeast("max-connections", config.maxConnections(), 1)
                .atLeast("warm-up", config.warmUp(), 0)
                .atLeast("max-pending", config.maxPending().asLongValue(), 1_024)
                .atMost("max-pending", config.maxPending().asLongValue(), 1 << 30)
                .positive("stall-timeout", config.stallTimeout())
                // Of none at all it would read for ever.
                .atLeast("page", config.page(), 1)
                .atLeast("page-bytes", config.pageBytes().asLongValue(), 1)
                .atLeast("linger", config.linger(), Duration.ZERO)
                .atLeast("max-lingering", config.maxLingering(), 0)
                .positive("retry", config.retry())
                .positive("join-timeout", config.joinTimeout())
                .positive("second-look", config.secondLook())
                .positive("rewind-after", config.rewindAfter())
                .check();
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

    RedisFeed feed() {
        return feed;
    }

    ExecutionLists lists() {
        return lists;
    }

    Jitter jitter() {
        return jitter;
    }

    StreamMetrics tally() {
        return tally;
    }

    /** Epoch milliseconds: for what others date, such as credentials. */
    long now() {
        return clock.millis();
    }

    /** Milliseconds since some moment: for how long something lasts here, whatever the clock is set to meanwhile. */
    long elapsed() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** The pause before one who was refused comes back: another replica may have room, but not for a caller over its limit. */
    long retry(Refusal why) {
        return jitter.retry(why == Refusal.CALLER ? limits.retry() : config.retry());
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

    /**
     * SIGTERM: nobody is let in, and those who are here are asked to come back, one after the other over a window, to whichever
     * replica the balancer has left. Returns when all have gone, or the window is over.
     */
    void drain(@Observes ShutdownDelayInitiatedEvent begin) {
        CompletableFuture<Void> emptied = places.drain();
        LOG.infof("draining %d streams", places.open());
        loops.values().forEach(loop -> loop.drain(config.drainWindow()));
        try {
            emptied.get(config.drainWindow().plus(FLUSH).toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("drained");
        } catch (TimeoutException late) {
            LOG.warnf("%d streams are not gone: they break, and come back with their cursors", places.open());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void stop(@Observes ShutdownEvent end) {
        places.refuseAll();
        endAll();
        bus.close();
        feed.close();
        tally.close();
    }

    /** Ends every stream, and lets go of all that is kept for those to come. */
    void endAll() {
        loops.values().forEach(loop -> loop.end(Ending.DRAINING));
        loops.values().forEach(StreamLoop::stop);
    }
}
