package io.flowcast.gateway;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * One event loop for each core that the JVM may use, where nobody has set another number. By default there are two: each
 * has a hub of its own for an execution that is watched on it, and a write of its own where one would do.
 */
public final class EventLoops implements ConfigSource {
    private static final String SIZE = "quarkus.vertx.event-loops-pool-size";
    /** Below any file, variable or property that may say something else. */
    private static final int ORDINAL = 10;

    private final Map<String, String> properties =
            Map.of(SIZE, Integer.toString(Runtime.getRuntime().availableProcessors()));

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public String getName() {
        return "event loops";
    }
}
