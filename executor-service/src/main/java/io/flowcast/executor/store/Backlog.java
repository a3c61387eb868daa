package io.flowcast.executor.store;

import io.flowcast.events.RedisKeys;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Counts now and then, for the metrics, the executions that are due and that nobody has taken up: a few for a moment are
 * normal, more for long say that the executors have no room.
 */
@Singleton
class Backlog {

    private final RedisScripts redis;
    private final ClusterClock clock;
    private final int partitions;
    /** Written by the scheduler's thread, read by whoever asks for metrics; not a number while Redis does not answer. */
    private volatile double due = Double.NaN;

    Backlog(
            RedisScripts redis,
            ClusterClock clock,
            MeterRegistry registry,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        this.redis = redis;
        this.clock = clock;
        this.partitions = partitions;
        Gauge.builder("flowcast.executions.due", this, backlog -> backlog.due)
                .description("Executions of the whole cluster that are due and not taken up, counted every ten seconds")
                .strongReference(true)
                .register(registry);
    }

    @Scheduled(identity = "backlog", every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void count() {
        try {
            long sum = 0;
            for (int partition = 0; partition < partitions; partition++) {
                Response count = redis.send(Request.cmd(Command.ZCOUNT)
                        .arg(new RedisKeys(partition).due())
                        .arg("-inf")
                        .arg(clock.now()));
                sum += count == null ? 0 : count.toLong();
            }
            due = sum;
        } catch (StoreUnavailable e) {
            due = Double.NaN;
        }
    }
}
