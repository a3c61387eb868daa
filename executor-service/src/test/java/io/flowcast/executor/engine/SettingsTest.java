package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.executor.store.ExecutionConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    private static <T> T settings(Class<T> type, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(type)
                .build()
                .getConfigMapping(type);
    }

    @Test
    void theDefaultsMakeSense() {
        assertThatCode(() -> EngineBeans.check(settings(ExecutionConfig.class, Map.of())))
                .doesNotThrowAnyException();
        assertThatCode(() -> EngineBeans.check(settings(EngineConfig.class, Map.of())))
                .doesNotThrowAnyException();
    }

    @Test
    void anExecutorThatWouldTakeNothingOrLoseAllDoesNotStart() {
        ExecutionConfig config = settings(
                ExecutionConfig.class,
                Map.of("flowcast.execution.renew", "3s", "flowcast.execution.max-in-flight", "0"));

        assertThatThrownBy(() -> EngineBeans.check(config))
                .hasMessageContaining("flowcast.execution.renew is PT3S, and must be at most PT2S")
                .hasMessageContaining("flowcast.execution.max-in-flight is 0, and must be at least 1");
    }

    @Test
    void nestingIsBoundedByHowFarItIsLookedUp() {
        EngineConfig config = settings(EngineConfig.class, Map.of("flowcast.engine.max-depth", "1001"));

        assertThatThrownBy(() -> EngineBeans.check(config)).hasMessageContaining("flowcast.engine.max-depth");
    }
}
