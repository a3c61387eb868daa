package io.flowcast.executor.definition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where definitions come from, and how many are kept. */
@ConfigMapping(prefix = "flowcast.definitions")
public interface DefinitionsConfig {

    /**
     * A folder whose {@code *.yaml}, {@code *.yml} and {@code *.json} are read once at start, not those of folders in it. On
     * Kubernetes a mounted ConfigMap. Left out: none are read.
     */
    Optional<Path> dir();

    /**
     * How many versions of a workflow are kept; one more, and the oldest goes. Executions have a copy of theirs. 1 to
     * 10,000.
     */
    @WithDefault("100")
    int maxVersions();

    /** How many workflows there may be; a further one is refused with 409. From 1. */
    @WithDefault("10000")
    int maxWorkflows();

    /** How many nodes a definition may have, 1 to 2,000; one with more is refused, with the place. */
    @WithDefault("1000")
    int maxNodes();

    /** How long to wait before trying again where Redis is out of reach; grows up to ten times as long. */
    @WithDefault("500ms")
    Duration retryDelay();
}
