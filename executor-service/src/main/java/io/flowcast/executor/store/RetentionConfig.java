package io.flowcast.executor.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long finished executions are kept. All executors need the same. */
@ConfigMapping(prefix = "flowcast.retention")
public interface RetentionConfig {

    /** How long after its end an execution is forgotten: state, log and index entries, in one step. At least {@link #least}. */
    @WithDefault("7d")
    Duration age();

    /** How many finished executions are kept; of more than that, the one that ended first goes first, whatever its age. */
    @WithDefault("100000")
    int count();

    /**
     * However many there are, one that ended within this time stays. Within the same time an executor that was cut off
     * may write back an execution that Redis has lost: after it, what is gone has been forgotten on purpose, and must not
     * come back. At least a minute.
     */
    @WithDefault("10m")
    Duration least();

    /** How often it is looked whether something is to be forgotten. Read at the start alone. */
    @WithDefault("10s")
    Duration every();

    /** How many go in one step, during which Redis serves nobody else: about a millisecond for a hundred. */
    @WithDefault("100")
    int atOnce();
}
