package io.flowcast.access;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;

/** Settings as a service reads them. */
final class Configured {
    private final SmallRyeConfig config;

    private Configured(Map<String, String> settings) {
        config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, (Converter<Duration>) text -> Duration.parse("PT" + text))
                .withSources(new PropertiesConfigSource(settings, "test", 300))
                .withMapping(AuthConfig.class)
                .withValidateUnknown(false)
                .build();
    }

    /** With these names below flowcast.auth. */
    static Configured with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        settings.forEach((name, value) -> all.put("flowcast.auth." + name, value));
        return new Configured(all);
    }

    /** Complete, with these besides. */
    static Configured on(Map<String, String> more) {
        Map<String, String> all =
                new HashMap<>(Map.of("enabled", "true", "issuer", Issuer.NAME, "audience", Issuer.AUDIENCE));
        all.putAll(more);
        return with(all);
    }

    AuthConfig auth() {
        return config.getConfigMapping(AuthConfig.class);
    }

    SmallRyeConfig all() {
        return config;
    }
}
