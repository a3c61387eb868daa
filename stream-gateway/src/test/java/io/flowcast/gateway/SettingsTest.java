package io.flowcast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.bus.BusConfig;
import io.flowcast.gateway.command.GatewayConfig;
import io.flowcast.gateway.limit.LimitConfig;
import io.flowcast.gateway.sse.StreamConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds where nobody sets anything. */
class SettingsTest {
    private final SmallRyeConfig config = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(StreamConfig.class)
            .withMapping(BusConfig.class)
            .withMapping(LimitConfig.class)
            .withMapping(GatewayConfig.class)
            .build();

    @Test
    void streams() {
        StreamConfig stream = config.getConfigMapping(StreamConfig.class);
        assertThat(stream.keepalive()).isEqualTo(Duration.ofSeconds(15));
        assertThat(stream.maxAge()).isEqualTo(Duration.ofMinutes(30));
        assertThat(stream.maxConnections()).isEqualTo(15_000);
        assertThat(stream.maxPending().asLongValue()).isEqualTo(256 * 1024);
        assertThat(stream.secondLook()).isEqualTo(Duration.ofSeconds(2));
        assertThat(stream.rewindAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(stream.page()).isEqualTo(500);
        assertThat(stream.pageBytes().asLongValue()).isEqualTo(1024 * 1024);
        assertThat(stream.warmUp()).isEqualTo(1_000);
        assertThat(stream.linger()).isEqualTo(Duration.ofSeconds(5));
        assertThat(stream.drainWindow()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void limits() {
        LimitConfig limits = config.getConfigMapping(LimitConfig.class);
        assertThat(limits.perCaller()).isEqualTo(1_000);
        assertThat(limits.perExecution()).isZero();
        assertThat(limits.trustedProxies()).isEmpty();
        assertThat(limits.proxyHeader()).isEqualTo(LimitConfig.ProxyHeader.X_FORWARDED_FOR);
        assertThat(limits.withoutRedis()).isEqualTo(LimitConfig.WithoutRedis.LOCAL);
        assertThat(limits.exempt()).contains("127.0.0.0/8", "10.0.0.0/8");
        assertThat(limits.lease()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void theBusNoticesADeadSubscriptionBeforeItsReplicaStopsBeingReady() {
        BusConfig bus = config.getConfigMapping(BusConfig.class);
        assertThat(bus.probeInterval()).isLessThan(bus.probeTimeout());
        assertThat(bus.probeTimeout()).isLessThan(bus.readyWithin());
    }

    @Test
    void commandsTakeALittleMoreThanTheLargestInput() {
        GatewayConfig gateway = config.getConfigMapping(GatewayConfig.class);
        assertThat(gateway.executors()).containsExactly(URI.create("http://localhost:8081"));
        assertThat(gateway.maxBody().asLongValue()).isGreaterThan(256 * 1024).isLessThan(300 * 1024);
    }
}
