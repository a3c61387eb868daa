package io.flowcast.executor.store;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.redis.Routes;
import io.flowcast.redis.RoutesOfClients;
import io.quarkus.redis.client.RedisClientName;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Wakes executors when something is due. A hint only: one that is lost costs no more than the wait for the next poll. */
@ApplicationScoped
public class Bell {

    private static final String HELD = " held";

    private final Vertx vertx;
    private final Routes redis;
    private final RedisScripts scripts;
    private final Rights rights;
    private final List<String> channels;

    /**
     * What it rings for.
     *
     * @param id of which something is to be done; empty where one may have been missed
     * @param held whether that is for its holder alone: nobody else gets anything by a claim
     */
    public record Ring(Optional<ExecutionId> id, boolean held) {

        /** What a listener was told. */
        public static Ring of(String told) {
            boolean held = told.endsWith(HELD);
            return new Ring(ExecutionId.parse(held ? told.substring(0, told.length() - HELD.length()) : told), held);
        }
    }

    @Inject
    Bell(
            Vertx vertx,
            @RedisClientName("bell") Redis redis,
            RoutesOfClients routes,
            RedisScripts scripts,
            Rights rights,
            @ConfigProperty(name = "flowcast.partitions", defaultValue = "1") int partitions) {
        this(vertx, routes.of("bell", redis), scripts, rights, partitions);
    }

    Bell(Vertx vertx, Routes redis, RedisScripts scripts, Rights rights, int partitions) {
        this.vertx = vertx;
        this.redis = redis;
        this.scripts = scripts;
        this.rights = rights;
        this.channels = IntStream.range(0, partitions)
                .mapToObj(partition -> new RedisKeys(partition).bell())
                .toList();
    }

    /**
     * Calls the listener till the subscription is closed, on an event loop, which it must not block: with what a {@link Ring}
     * is made of, or with nothing (an empty string) where it may have missed some.
     */
    public BellSubscription listen(Consumer<String> listener) {
        BellSubscription subscription = new BellSubscription(
                vertx,
                redis,
                channels,
                listener,
                rights,
                () -> ThreadLocalRandom.current().nextDouble());
        scripts.onElsewhere(subscription::reopen);
        subscription.open();
        return subscription;
    }
}
