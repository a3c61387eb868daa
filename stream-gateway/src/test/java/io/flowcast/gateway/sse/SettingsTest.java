package io.flowcast.gateway.sse;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static StreamConfig settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(StreamConfig.class)
                .build()
                .getConfigMapping(StreamConfig.class);
    }

    @Test
    void theDefaultsMakeSense() {
        assertThatCode(() -> Streams.check(settings(Map.of()))).doesNotThrowAnyException();
    }

    @Test
    void aGatewayThatWouldReadForEverAndSendNothingDoesNotStart() {
        StreamConfig config = settings(Map.of("flowcast.stream.page", "0", "flowcast.stream.max-pending", "0"));

        assertThatThrownBy(() -> Streams.check(config))
                .hasMessageContaining("flowcast.stream.page is 0, and must be at least 1")
                .hasMessageContaining("flowcast.stream.max-pending is 0, and must be at least 1024");
    }
}
