package io.flowcast.gateway.limit;

import io.flowcast.gateway.redis.CommandLine;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Puts {@link Places} together, with its leases and their renewal. */
public final class Limits implements AutoCloseable {
    private final Vertx vertx;
    private final Places places;
    private long renewal = -1;

    /**
     * Nobody is in.
     *
     * @param replica a name that no other process has, nor this one after a restart
     * @throws IllegalArgumentException where a setting makes no sense
     */
    public Limits(
            Vertx vertx,
            CommandLine redis,
            LimitConfig config,
            int maxConnections,
            int partitions,
            String replica,
            InstantSource clock,
            MeterRegistry registry) {
        this.vertx = vertx;
        check(config.perCaller() >= 0, "flowcast.limits.per-caller: less than 0");
        check(config.perExecution() >= 0, "flowcast.limits.per-execution: less than 0");
        check(maxConnections > 0, "flowcast.stream.max-connections: less than 1");
        check(config.lease().compareTo(Duration.ofSeconds(3)) >= 0, "flowcast.limits.lease: less than 3s");
        Quotas quotas = config.perCaller() == 0 ? null : quotas(redis, config, partitions, replica, clock);
        this.places = new Places(vertx, maxConnections, config.perExecution(), quotas, registry);
    }

    public Places places() {
        return places;
    }

    @Override
    public void close() {
        vertx.cancelTimer(renewal);
        places.close();
    }

    private @Nullable Quotas quotas(
            CommandLine redis, LimitConfig config, int partitions, String replica, InstantSource clock) {
        Quotas quotas = new Quotas(
                config.perCaller(),
                config.withoutRedis() == LimitConfig.WithoutRedis.LOCAL,
                new RedisShares(redis, replica, config.perCaller(), config.lease(), partitions),
                clock,
                (delay, work) -> vertx.setTimer(delay.toMillis(), over -> work.run()));
        renewal = vertx.setPeriodic(config.lease().toMillis() / 3, tick -> quotas.renew());
        return quotas;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
