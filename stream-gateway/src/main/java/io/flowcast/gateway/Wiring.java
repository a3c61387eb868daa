package io.flowcast.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.gateway.bus.BusConfig;
import io.flowcast.gateway.bus.RedisBus;
import io.flowcast.gateway.log.RedisLog;
import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.gateway.sse.StreamConfig;
import io.micrometer.core.instrument.MeterRegistry;
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
    CommandLine commands(Vertx vertx, @RedisClientName("streams") Redis client, BusConfig config) {
        return new CommandLine(vertx, ownContext(vertx), client, config.commandTimeout());
    }

    void close(@Disposes CommandLine commands) {
        commands.close();
    }

    @Produces
    @Singleton
    RedisLog log(CommandLine commands, ObjectMapper json, InstantSource clock, StreamConfig config) {
        return new RedisLog(commands, json, clock, config.page());
    }

    @Produces
    @Singleton
    @Startup
    RedisBus bus(
            Vertx vertx,
            @RedisClientName("pubsub") Redis client,
            CommandLine commands,
            BusConfig config,
            RandomGenerator random,
            MeterRegistry registry) {
        byte[] name = new byte[8];
        random.nextBytes(name);
        String replica = HexFormat.of().formatHex(name);
        RedisBus bus = new RedisBus(vertx, ownContext(vertx), client, commands, config, random, replica);
        registry.gauge("flowcast.bus.probe.age", bus, live -> live.probeAge().toMillis() / 1_000.0);
        registry.gauge("flowcast.bus.watched", bus, RedisBus::watched);
        registry.gauge("flowcast.bus.rebuilds", bus, RedisBus::rebuilds);
        bus.start();
        return bus;
    }

    void close(@Disposes RedisBus bus, MeterRegistry registry) {
        bus.close();
        registry.find("flowcast.bus.probe.age").meters().forEach(registry::remove);
        registry.find("flowcast.bus.watched").meters().forEach(registry::remove);
        registry.find("flowcast.bus.rebuilds").meters().forEach(registry::remove);
    }

    /** An event loop context of its own: a thread that is none gets a new one. */
    private static Context ownContext(Vertx vertx) {
        CompletableFuture<Context> made = new CompletableFuture<>();
        Thread.ofPlatform().name("flowcast-wiring").start(() -> made.complete(vertx.getOrCreateContext()));
        return made.join();
    }
}
