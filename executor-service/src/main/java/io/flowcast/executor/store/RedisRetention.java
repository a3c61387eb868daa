package io.flowcast.executor.store;

import io.flowcast.events.RedisKeys;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Forgets what is past retention: each step is {@code forget.lua}. Refuses to start with settings that would lose more. */
@ApplicationScoped
public class RedisRetention {

    private static final Script FORGET =
            Script.load(RedisRetention.class, "common.lua", "indexes.lua", "creation.lua", "forget.lua");
    /** Shortest time within which an executor that was cut off may still come back. */
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** The others leave it to whoever forgot last for so long: longer than it may pause between two steps. */
    private static final Duration ALONE = Duration.ofSeconds(2);

    private final RedisScripts redis;
    private final String executor;
    private final RetentionConfig config;
    private final int partitions;

    public RedisRetention(
            RedisScripts redis,
            ExecutorName executor,
            RetentionConfig config,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        this.redis = redis;
        this.executor = executor.value();
        this.config = config;
        this.partitions = partitions;
        List<String> faults = faults(config);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }

    /**
     * What one step did.
     *
     * @param count how many executions went
     * @param more whether others have yet to go, and this executor may go on with them
     */
    public record Forgotten(int count, boolean more) {}

    /** How many partitions there are to go through, from 0. */
    public int partitions() {
        return partitions;
    }

    /** One step in one partition. Blocks; throws {@link StoreUnavailable}. */
    public Forgotten forget(int partition) {
        RedisKeys keys = new RedisKeys(partition);
        Arguments arguments = new Arguments(keys)
                .add(executor)
                .add(config.age().toMillis())
                .add(Math.ceilDiv(config.count(), partitions))
                .add(config.least().toMillis())
                .add(config.atOnce())
                .add(ALONE.toMillis());
        Response answer = redis.run(FORGET, List.of(keys.ended()), arguments.list());
        return switch (answer.get(1).toString()) {
            case "FORGOTTEN" ->
                new Forgotten(answer.get(2).toInteger(), answer.get(3).toLong() > 0);
            case "BUSY" -> new Forgotten(0, false);
            default -> throw new IllegalStateException(FORGET.name() + " answered " + answer);
        };
    }

    static List<String> faults(RetentionConfig config) {
        List<String> faults = new ArrayList<>();
        if (config.least().compareTo(SHORTEST) < 0) {
            faults.add("flowcast.retention.least is " + config.least() + ", and must be a minute at least: an executor"
                    + " that was cut off so long would write back what has been forgotten");
        }
        if (config.age().compareTo(config.least()) < 0) {
            faults.add("flowcast.retention.age is " + config.age() + ", and must not be shorter than"
                    + " flowcast.retention.least, " + config.least());
        }
        if (config.count() < 0) {
            faults.add("flowcast.retention.count is " + config.count() + ", and must not be negative");
        }
        if (config.atOnce() < 1 || config.atOnce() > 1_000) {
            faults.add("flowcast.retention.at-once is " + config.atOnce() + ", and must be 1 to 1000");
        }
        return faults;
    }
}
