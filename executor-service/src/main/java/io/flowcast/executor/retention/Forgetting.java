package io.flowcast.executor.retention;

import io.flowcast.executor.store.RedisRetention;
import io.flowcast.executor.store.RetentionConfig;
import io.flowcast.executor.store.StoreUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Now and then forgets what is past retention, in small steps with pauses between them, until nothing is left to forget or
 * its time is over. Every executor does; where one is at it the others leave it alone. Runs on the scheduler's threads,
 * one at a time.
 */
@Singleton
@Startup
final class Forgetting {

    private static final Logger LOG = Logger.getLogger(Forgetting.class);
    /** Between two steps, for whoever waits for Redis. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final RedisRetention retention;
    private final Duration turn;
    private final Counter forgotten;
    private boolean reachable = true;

    Forgetting(RedisRetention retention, RetentionConfig config, MeterRegistry registry) {
        this.retention = retention;
        this.turn = config.every();
        this.forgotten = Counter.builder("flowcast.executions.forgotten")
                .description("Finished executions that this executor removed because they were past retention")
                .register(registry);
    }

    @Scheduled(
            identity = "retention",
            every = "${flowcast.retention.every:10s}",
            delayed = "${flowcast.retention.every:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forget() throws InterruptedException {
        try {
            long end = System.nanoTime() + turn.toNanos();
            for (int partition = 0; partition < retention.partitions(); partition++) {
                while (step(partition) && System.nanoTime() - end < 0) {
                    Thread.sleep(PAUSE);
                }
            }
            reachable = true;
        } catch (StoreUnavailable e) {
            if (reachable) {
                LOG.warnf("nothing can be forgotten: %s", e.getMessage());
            }
            reachable = false;
        }
    }

    /** Whether there is more to do. */
    private boolean step(int partition) {
        RedisRetention.Forgotten step = retention.forget(partition);
        forgotten.increment(step.count());
        return step.more();
    }
}
