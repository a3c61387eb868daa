package io.flowcast.executor.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How executions are held and kept. */
@ConfigMapping(prefix = "flowcast.execution")
public interface ExecutionConfig {

    /**
     * How long an execution stays with a process that does not renew. The longer, the later another takes over from one
     * that died; the shorter, the sooner a stalled one (a long pause of its JVM, a slow Redis) loses what it runs.
     */
    @WithDefault("4s")
    Duration lease();

    /** How often leases are renewed. A fraction of the lease, so that a lost renewal or two do no harm. */
    @WithDefault("1s")
    Duration renew();

    /** How many executions one process holds at once; at the limit it takes no more, and they wait their turn. */
    @WithDefault("1000")
    int maxInFlight();

    /**
     * About how many steps an execution's log keeps, each with all of its events; beyond it the oldest go, and late viewers
     * get a snapshot.
     */
    @WithDefault("10000")
    int logLength();

    /** How long an Idempotency-Key stands for the execution that it started. */
    @WithDefault("24h")
    Duration idempotencyWindow();
}
