package io.flowcast.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.executor.api.ApiConfig;
import io.flowcast.executor.definition.DefinitionsConfig;
import io.flowcast.executor.engine.EngineConfig;
import io.flowcast.executor.engine.ForConfig;
import io.flowcast.executor.expression.ExpressionConfig;
import io.flowcast.executor.node.http.HttpConfig;
import io.flowcast.executor.secret.SecretsConfig;
import io.flowcast.executor.store.ExecutionConfig;
import io.flowcast.executor.store.RedisConfig;
import io.flowcast.executor.store.RetentionConfig;
import io.flowcast.executor.trigger.TriggerConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsAtStartTest {

    private static final List<Class<?>> ALL = List.of(
            ApiConfig.class,
            DefinitionsConfig.class,
            ForConfig.class,
            ExpressionConfig.class,
            HttpConfig.class,
            SecretsConfig.class,
            ExecutionConfig.class,
            EngineConfig.class,
            RedisConfig.class,
            RetentionConfig.class,
            TriggerConfig.class);

    /** Those judge themselves who use these. */
    private static final Set<String> ELSEWHERE = Set.of(
            "flowcast.retention.age",
            "flowcast.retention.count",
            "flowcast.retention.least",
            "flowcast.retention.at-once");

    private static void start(Map<String, String> properties) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100));
        ALL.forEach(builder::withMapping);
        SmallRyeConfig config = builder.build();
        new SettingsAtStart()
                .check(
                        new StartupEvent(),
                        config.getConfigMapping(ApiConfig.class),
                        config.getConfigMapping(DefinitionsConfig.class),
                        config.getConfigMapping(ForConfig.class),
                        config.getConfigMapping(ExpressionConfig.class),
                        config.getConfigMapping(HttpConfig.class),
                        config.getConfigMapping(SecretsConfig.class),
                        config.getConfigMapping(ExecutionConfig.class),
                        config.getConfigMapping(EngineConfig.class),
                        config.getConfigMapping(RedisConfig.class),
                        config.getConfigMapping(RetentionConfig.class),
                        config.getConfigMapping(TriggerConfig.class),
                        config.getOptionalValue("flowcast.partitions", Integer.class)
                                .orElse(1));
    }

    @Test
    void theDefaultsMakeSense() {
        assertThatCode(() -> start(Map.of())).doesNotThrowAnyException();
    }

    /** Every number, duration and size there is, with a value that makes no sense for any. */
    static Stream<String[]> nonsense() {
        return ALL.stream()
                .flatMap(type -> Stream.of(type.getMethods())
                        .filter(method -> !method.isDefault())
                        .map(method -> new String[] {name(type, method), nonsense(method.getReturnType())})
                        .filter(setting -> !setting[1].isEmpty() && !ELSEWHERE.contains(setting[0])));
    }

    private static String name(Class<?> type, Method method) {
        String kebab = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return type.getAnnotation(ConfigMapping.class).prefix() + "." + kebab;
    }

    private static String nonsense(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "-1";
        }
        return type == Duration.class ? "PT-1S" : type == MemorySize.class ? "0" : "";
    }

    @ParameterizedTest
    @MethodSource
    void nonsense(String name, String value) {
        assertThatThrownBy(() -> start(Map.of(name, value))).hasMessageContaining(name);
    }

    @Test
    void noneIsForgotten() {
        assertThat(nonsense()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flowcast.execution.max-in-flight | 0      | must be at least 1",
                "flowcast.execution.renew         | 3s     | must be at most PT2S",
                "flowcast.engine.max-depth        | 1001   | must be at most 1000",
                "flowcast.for.max-items           | 100001 | must be at most 100000",
                "flowcast.redis.timeout           | 4s     | shorter than flowcast.execution.lease",
                "flowcast.expression.threads      | 0      | must be at least 1",
                "flowcast.http.max-body           | 3G     | must be at most 1073741824",
                "flowcast.http.connect-timeout    | 0s     | must be at least a millisecond",
                "flowcast.partitions              | 0      | must be at least 1",
                "flowcast.partitions              | 16385  | must be at most 16384"
            })
    void isRefusedWithItsNameAndBound(String name, String value, String bound) {
        assertThatThrownBy(() -> start(Map.of(name, value)))
                .hasMessageContaining(name + " is")
                .hasMessageContaining(bound);
    }

    @Test
    void allThatIsWrongWithAFeatureIsSaidAtOnce() {
        assertThatThrownBy(
                        () -> start(Map.of("flowcast.execution.renew", "3s", "flowcast.execution.max-in-flight", "0")))
                .hasMessageContaining("flowcast.execution.renew is PT3S, and must be at most PT2S")
                .hasMessageContaining("flowcast.execution.max-in-flight is 0, and must be at least 1");
    }
}
