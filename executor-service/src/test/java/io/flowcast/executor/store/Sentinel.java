package io.flowcast.executor.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A client whose new connections lead to whichever server is the primary, while old ones stand: as under Sentinel. */
final class Sentinel implements Redis, AutoCloseable {

    private final Vertx vertx;
    private final Map<String, Redis> clients = new ConcurrentHashMap<>();
    private volatile String primary;

    Sentinel(Vertx vertx, String primary) {
        this.vertx = vertx;
        this.primary = primary;
    }

    void nameAsPrimary(String url) {
        primary = url;
    }

    private Redis client() {
        return clients.computeIfAbsent(
                primary, url -> Redis.createClient(vertx, new RedisOptions().setConnectionString(url)));
    }

    @Override
    public Future<RedisConnection> connect() {
        return client().connect();
    }

    @Override
    public Future<@Nullable Response> send(Request command) {
        return client().send(command);
    }

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> commands) {
        return client().batch(commands);
    }

    @Override
    public void close() {
        clients.values().forEach(Redis::close);
    }
}
