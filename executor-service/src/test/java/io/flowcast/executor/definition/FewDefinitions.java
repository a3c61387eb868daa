package io.flowcast.executor.definition;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of a store, small enough to reach the bounds. */
record FewDefinitions(Optional<Path> dir, int maxVersions, int maxWorkflows) implements DefinitionsConfig {

    FewDefinitions() {
        this(100, 100);
    }

    FewDefinitions(int maxVersions, int maxWorkflows) {
        this(Optional.empty(), maxVersions, maxWorkflows);
    }

    @Override
    public Duration retryDelay() {
        return Duration.ofMillis(100);
    }

    @Override
    public int maxNodes() {
        return 1_000;
    }
}
