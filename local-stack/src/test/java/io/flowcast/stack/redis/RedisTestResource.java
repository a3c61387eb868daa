package io.flowcast.stack.redis;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A Redis for a Quarkus test: a container where there is Docker, else the embedded redis-server, which a
 * test may kill and start again through a field of type {@link RedisServer} (static or not; it stays null
 * with a container, and {@code -Dflowcast.test.redis=embedded} forbids the container). The embedded one has the services in as
 * the {@link RedisUsers} they are in production; tests, by the default client, as one who may do all.
 */
public final class RedisTestResource implements QuarkusTestResourceLifecycleManager {
    private static final int REDIS_PORT = 6379;
    /** The clients of each service that have a name. */
    private static final Map<String, List<String>> CLIENTS = Map.of(
            RedisUsers.EXECUTOR, List.of("scripts", "bell"),
            RedisUsers.GATEWAY, List.of("reads", "streams", "pubsub", "feed"));

    private @Nullable RedisServer embedded;
    private @Nullable GenericContainer<?> container;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.redis.hosts", startRedis());
        settings.put("quarkus.redis.devservices.enabled", "false");
        RedisServer server = embedded;
        if (server != null) {
            CLIENTS.forEach((user, clients) ->
                    clients.forEach(client -> settings.put("quarkus.redis." + client + ".hosts", server.url(user))));
        }
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        RedisServer server = embedded;
        if (server != null) {
            injector.injectIntoFields(
                    server,
                    field -> field.getType().equals(RedisServer.class) && !Modifier.isFinal(field.getModifiers()));
        }
    }

    @Override
    public void stop() {
        if (embedded != null) {
            embedded.close();
            embedded = null;
        }
        if (container != null) {
            container.close();
            container = null;
        }
    }

    private String startRedis() {
        if (Docker.isWanted() && Docker.isThere()) {
            GenericContainer<?> redis = new GenericContainer<>(DockerImageName.parse("redis:7-alpine"))
                    .withCommand("redis-server", "--appendonly", "yes", "--maxmemory-policy", "noeviction")
                    .withExposedPorts(REDIS_PORT);
            container = redis;
            redis.start();
            return "redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT);
        }
        RedisServer server = RedisServer.withUsers();
        embedded = server;
        return server.url();
    }
}
