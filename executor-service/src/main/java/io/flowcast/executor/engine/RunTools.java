package io.flowcast.executor.engine;

import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ExecutionStore;
import java.time.Duration;

/**
 * What every run in this process shares.
 *
 * @param handBackAfter a wait at least this long gives the lease back
 * @param mergeFor how long nodes without side effects run before what they did is written; 0: they start like all others
 * @param forgottenAfter what is gone was lost, not forgotten on purpose, where this process held it within this time
 */
record RunTools(
        ExecutionStore store,
        Transition transition,
        StateCodec codec,
        ClusterClock clock,
        Attempts.Tools attempts,
        Patience patience,
        Telemetry telemetry,
        Duration handBackAfter,
        Duration mergeFor,
        Duration forgottenAfter) {}
