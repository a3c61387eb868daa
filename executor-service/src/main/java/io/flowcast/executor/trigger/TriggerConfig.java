package io.flowcast.executor.trigger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How schedules and webhooks start executions. */
@ConfigMapping(prefix = "flowcast.triggers")
public interface TriggerConfig {

    /** How often this executor looks whether a definition has changed: so late a new schedule may begin to tick. */
    @WithDefault("5s")
    Duration refresh();

    /**
     * How late a tick still fires where the schedule says {@code missed: skip}, so that a restart of all executors does not
     * lose one. Shorter than the time between two ticks, or a tick may fire late instead of being skipped.
     */
    @WithDefault("30s")
    Duration tolerance();

    /** How far the time in a signed webhook request may be from ours before it is taken for a replay. */
    @WithDefault("5m")
    Duration signatureAge();

    /**
     * To whom executions belong that triggers start of definitions which nobody in particular put, those of files: {@code
     * user:<subject>} or {@code tenant:<tenant>}. Left out: to nobody, and only who may look at everybody's sees them.
     */
    Optional<String> owner();
}
