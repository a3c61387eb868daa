package io.flowcast.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.gateway.bus.BusConfig;
import io.flowcast.gateway.bus.BusTally;
import io.flowcast.gateway.bus.RedisBus;
import io.flowcast.gateway.feed.FeedConfig;
import io.flowcast.gateway.feed.RedisFeed;
import io.flowcast.gateway.limit.LimitConfig;
import io.flowcast.gateway.limit.Limits;
import io.flowcast.gateway.limit.Places;
import io.flowcast.gateway.log.RedisLog;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.redis.PrimaryWatch;
import io.flowcast.gateway.sse.StreamConfig;
import io.flowcast.redis.RoutesOfClients;
import io.flowcast.service.Bounds;
import io.flowcast.service.Build;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.runtime.Startup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts together what is not a bean by itself. */
class Wiring {

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new Random();
    }

    @Produces
    @Singleton
    MeterBinder build(
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = Build.REVISION, defaultValue = Build.UNKNOWN) String revision) {
        return new Build(version, revision);
    }

    @Produces
    @Singleton
    CommandLine commands(
            Vertx vertx, @RedisClientName("streams") Redis client, RoutesOfClients routes, BusConfig config) {
        return new CommandLine(vertx, ownContext(vertx), routes.of("streams", client), config.commandTimeout());
    }

    void close(@Disposes CommandLine commands) {
        commands.close();
    }

    @Produces
    @Singleton
    RedisLog log(CommandLine commands, ObjectMapper json, InstantSource clock, StreamConfig config) {
        return new RedisLog(
                commands, json, clock, config.page(), config.pageBytes().asLongValue());
    }

    @Produces
    @Singleton
    @Startup
    RedisBus bus(
            Vertx vertx,
            @RedisClientName("pubsub") Redis client,
            RoutesOfClients routes,
            CommandLine commands,
            BusConfig config,
            RandomGenerator random,
            BusTally tally,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        check(config);
        RedisBus bus = new RedisBus(
                vertx,
                ownContext(vertx),
                routes.of("pubsub", client),
                commands,
                config,
                random,
                tally,
                replica(random),
                partitions);
        // What was published meanwhile may have been heard by nobody: all that is watched is looked up.
        commands.onMoved(bus::move);
        tally.watch(bus);
        bus.start();
        return bus;
    }

    static void check(BusConfig config) {
        Bounds.of("flowcast.bus")
                .positive("probe-interval", config.probeInterval())
                // Else every subscription would count as dead.
                .atLeast(
                        "probe-timeout",
                        config.probeTimeout(),
                        config.probeInterval().multipliedBy(2))
                .atLeast(
                        "ready-within",
                        config.readyWithin(),
                        config.probeInterval().multipliedBy(2))
                .positive("connect-timeout", config.connectTimeout())
                .positive("command-timeout", config.commandTimeout())
                .positive("max-backoff", config.maxBackoff())
                .check();
    }

    void close(@Disposes RedisBus bus) {
        bus.close();
    }

    @Produces
    @Singleton
    BusTally busTally(MeterRegistry registry) {
        return new BusTally(registry);
    }

    void close(@Disposes BusTally tally) {
        tally.close();
    }

    @Produces
    @Singleton
    Limits limits(
            Vertx vertx,
            CommandLine commands,
            LimitConfig config,
            StreamConfig streams,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions,
            RandomGenerator random,
            InstantSource clock,
            MeterRegistry registry) {
        return new Limits(
                vertx, commands, config, streams.maxConnections(), partitions, replica(random), clock, registry);
    }

    @Produces
    @Singleton
    Places places(Limits limits) {
        return limits.places();
    }

    void close(@Disposes Limits limits) {
        limits.close();
    }

    /** A name for this process, that no other has nor this one after a restart. */
    private static String replica(RandomGenerator random) {
        byte[] name = new byte[8];
        random.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }

    @Produces
    @Singleton
    RedisFeed feed(
            Vertx vertx,
            @RedisClientName("feed") Redis client,
            RoutesOfClients routes,
            FeedConfig config,
            BusConfig bus,
            RandomGenerator random,
            ObjectMapper json,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        Bounds.of("flowcast.feed").positive("pace", config.pace()).check();
        Bounds.of("flowcast")
                .atLeast("partitions", partitions, 1)
                .atMost("partitions", partitions, 16_384)
                .check();
        return new RedisFeed(
                vertx,
                ownContext(vertx),
                routes.of("feed", client),
                config,
                bus.commandTimeout(),
                random,
                json,
                partitions);
    }

    void close(@Disposes RedisFeed feed) {
        feed.close();
    }

    @Produces
    @Singleton
    @Startup
    PrimaryWatch primary(
            Vertx vertx,
            @RedisClientName("reads") Redis client,
            CommandLine commands,
            RedisBus bus,
            RedisFeed feed,
            @ConfigProperty(name = "quarkus.redis.client-type", defaultValue = "standalone") String clientType) {
        PrimaryWatch watch = new PrimaryWatch(vertx, ownContext(vertx), client, () -> {
            commands.renew();
            bus.move();
            feed.move();
        });
        if (clientType.equals("sentinel")) {
            watch.start();
        }
        return watch;
    }

    void close(@Disposes PrimaryWatch watch) {
        watch.close();
    }

    /** An event loop context of its own: a thread that is none gets a new one. */
    private static Context ownContext(Vertx vertx) {
        CompletableFuture<Context> made = new CompletableFuture<>();
        Thread.ofPlatform().name("flowcast-wiring").start(() -> made.complete(vertx.getOrCreateContext()));
        return made.join();
    }
}
