package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisSettingsTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    private final RedisSettings settings = new RedisSettings(REDIS.scripts());

    @AfterEach
    void restoreSettings() {
        REDIS.call(Command.CONFIG, "SET", "maxmemory-policy", "noeviction");
    }

    @Test
    void findNothingWrongWithASoundRedis() {
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void warnOfARedisThatThrowsAway() {
        REDIS.call(Command.CONFIG, "SET", "maxmemory-policy", "allkeys-lru");

        assertThat(settings.warnings()).singleElement().asString().contains("allkeys-lru", "noeviction");
    }
}
