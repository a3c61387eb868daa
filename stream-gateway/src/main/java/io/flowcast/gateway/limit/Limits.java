package io.flowcast.gateway.limit;

import io.flowcast.gateway.redis.CommandLine;
import io.flowcast.service.Bounds;
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
        Bounds.of("flowcast.limits")
                .atLeast("per-caller", config.perCaller(), 0)
                .atLeast("per-execution", config.perExecution(), 0)
                .positive("retry", config.retry())
                .atLeast("lease", config.lease(), Duration.ofSeconds(3))
                .check();
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
}
