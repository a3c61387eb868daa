package io.flowcast.executor.store;

import io.flowcast.events.RedisKeys;
import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Wakes executors when something is due. A hint only: one that is lost costs no more than the wait for the next poll. */
@ApplicationScoped
public class Bell {

    private final Vertx vertx;
    private final Redis redis;
    private final List<String> channels;

    public Bell(
            Vertx vertx,
            @RedisClientName("bell") Redis redis,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        this.vertx = vertx;
        this.redis = redis;
        this.channels = IntStream.range(0, partitions)
                .mapToObj(partition -> new RedisKeys(partition).bell())
                .toList();
    }

    /**
     * Calls the listener till the subscription is closed, on an event loop, which it must not block: with the id of an
     * execution of which something is to be done, or with nothing (an empty string) where it may have missed some.
     */
    public BellSubscription listen(Consumer<String> listener) {
        BellSubscription subscription = new BellSubscription(
                vertx,
                redis,
                channels,
                listener,
                () -> ThreadLocalRandom.current().nextDouble());
        subscription.open();
        return subscription;
    }
}
