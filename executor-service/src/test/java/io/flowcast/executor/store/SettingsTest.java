package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SettingsTest {

    @Test
    void ofExecutionsHaveTheseDefaults() {
        ExecutionConfig config = defaults(ExecutionConfig.class);

        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.renew()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.maxInFlight()).isEqualTo(1_000);
        assertThat(config.logLength()).isEqualTo(10_000);
        assertThat(config.idempotencyWindow()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void ofRedisHaveTheseDefaults() {
        assertThat(defaults(RedisConfig.class).timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theNameTellsHostProcessAndStart() {
        ExecutorName first = ExecutorName.ofThisProcess(new Random(1));
        ExecutorName second = ExecutorName.ofThisProcess(new Random(2));

        assertThat(first.value())
                .matches(".+-" + ProcessHandle.current().pid() + "-[0-9a-f]{6}")
                .isNotEqualTo(second.value());
    }

    private static <T> T defaults(Class<T> type) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(type)
                .build()
                .getConfigMapping(type);
    }
}
