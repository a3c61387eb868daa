package io.flowcast.executor.engine;

import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats what the store did not answer, the same call each time, with a growing pause, until it does: nothing that was
 * decided is given up because Redis is away. Thread-safe; blocks the calling thread.
 *
 * @param random in [0, 1): spreads the repetitions of many runs
 */
record Patience(Duration first, Duration longest, DoubleSupplier random) {

    private static final Logger LOG = Logger.getLogger(Patience.class);

    <T> T untilAnswered(String what, Supplier<T> call) throws InterruptedException {
        Duration pause = first;
        for (int failures = 0; ; failures++) {
            try {
                T answer = call.get();
                if (failures > 0) {
                    LOG.infof("%s: answered after %d failures", what, failures);
                }
                return answer;
            } catch (StoreUnavailable e) {
                if (failures == 0) {
                    LOG.warnf("%s: %s; repeated until answered", what, e.getMessage());
                }
                Thread.sleep(Duration.ofMillis(Math.round(pause.toMillis() * (0.5 + random.getAsDouble()))));
                pause = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
            }
        }
    }
}
