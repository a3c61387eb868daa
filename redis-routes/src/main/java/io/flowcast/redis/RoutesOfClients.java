package io.flowcast.redis;

import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/** Routes for the clients of {@code quarkus.redis.*}, by their settings. */
@Singleton
public class RoutesOfClients {
    private static final int DEFAULT_PORT = 6379;

    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;
    private final ProxyConfigurationRegistry proxies;
    private final List<Routes> made = new CopyOnWriteArrayList<>();

    RoutesOfClients(Vertx vertx, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        this.vertx = vertx;
        this.tls = tls;
        this.proxies = proxies;
    }

    /** Of the client that has no name. */
    public Routes of(Redis client) {
        return of(VertxRedisClientFactory.DEFAULT_CLIENT, client);
    }

    /**
     * Of the client of this name.
     *
     * @param client itself; of use where there is one server, or Sentinels
     */
    public Routes of(String name, Redis client) {
        RedisClientConfig config = ConfigProvider.getConfig()
                .unwrap(SmallRyeConfig.class)
                .getConfigMapping(RedisConfig.class)
                .clients()
                .get(name);
        if (config == null || config.clientType() != RedisClientType.CLUSTER) {
            return Routes.to(client);
        }
        Set<URI> hosts = config.hosts().orElseThrow();
        // All are spoken to alike: who is who to them, and whether over TLS.
        URI pattern = hosts.iterator().next();
        Routes routes = new ClusterRoutes(
                hosts.stream()
                        .map(host -> host.getHost() + ":" + (host.getPort() < 0 ? DEFAULT_PORT : host.getPort()))
                        .toList(),
                address -> ofNobody(() -> VertxRedisClientFactory.create(
                        name, vertx, alone(config, like(pattern, address)), tls, proxies)));
        made.add(routes);
        return routes;
    }

    @PreDestroy
    void close() {
        made.forEach(Routes::close);
    }

    /**
     * Makes it on a thread of its own: one that is made while a request is answered would belong to the HTTP server, and be closed
     * with it, long before a service that shuts down has let go of what it runs.
     */
    private static Redis ofNobody(Supplier<Redis> maker) {
        CompletableFuture<Redis> made = new CompletableFuture<>();
        Thread.ofPlatform().name("flowcast-redis").start(() -> {
            try {
                made.complete(maker.get());
            } catch (RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        return made.join();
    }

    private static URI like(URI pattern, String address) {
        String user = pattern.getRawUserInfo();
        return URI.create(pattern.getScheme() + "://" + (user == null ? "" : user + "@") + address);
    }

    /** The same settings for one server. */
    private static RedisClientConfig alone(RedisClientConfig config, URI server) {
        return (RedisClientConfig) Proxy.newProxyInstance(
                RedisClientConfig.class.getClassLoader(),
                new Class<?>[] {RedisClientConfig.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hosts" -> Optional.of(Set.of(server));
                    case "clientType" -> RedisClientType.STANDALONE;
                    default -> {
                        try {
                            yield method.invoke(config, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }
}
