package io.flowcast.executor.engine;

import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats what the store did not answer, the same call each time, with a growing pause, until it does: nothing that was
 * decided is given up because Redis is away. Thread-safe; blocks the calling thread. An outage is told once, however many
 * calls it keeps.
 */
final class Patience {

    private static final Logger LOG = Logger.getLogger(Patience.class);

    private final Duration first;
    private final Duration longest;
    private final DoubleSupplier random;
    /** How many calls have failed and are not answered yet. */
    private final AtomicInteger unanswered = new AtomicInteger();

    /** @param random in [0, 1): spreads the repetitions of many runs */
    Patience(Duration first, Duration longest, DoubleSupplier random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** @throws InterruptedException also where the call ended because the thread was interrupted */
    <T> T untilAnswered(String what, Supplier<T> call) throws InterruptedException {
        try {
            return call.get();
        } catch (StoreUnavailable e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            if (unanswered.getAndIncrement() == 0) {
                LOG.warnf("%s: %s; this and what else is not answered is repeated until it is", what, e.getMessage());
            }
            try {
                return repeated(call);
            } finally {
                if (unanswered.decrementAndGet() == 0) {
                    LOG.info("nothing waits for the store any more");
                }
            }
        }
    }

    private <T> T repeated(Supplier<T> call) throws InterruptedException {
        Duration pause = first;
        while (true) {
            Thread.sleep(Duration.ofMillis(Math.round(pause.toMillis() * (0.5 + random.getAsDouble()))));
            try {
                return call.get();
            } catch (StoreUnavailable e) {
                LOG.debugf("still no answer: %s", e.getMessage());
            }
            pause = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
        }
    }
}
