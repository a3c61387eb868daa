package io.flowcast.executor.definition;

import io.flowcast.executor.store.RedisScripts;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.redis.RedisUsers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A real Redis and what the store needs to reach it, as the user that deploy/redis/users.acl has for executors. */
final class RedisOfTest implements AutoCloseable {
    private final RedisServer server = RedisServer.withUsers();
    private final Vertx vertx = Vertx.vertx();
    private final Redis client = Redis.createClient(vertx, new RedisOptions().setConnectionString(server.url()));
    private final Redis executors =
            Redis.createClient(vertx, new RedisOptions().setConnectionString(server.url(RedisUsers.EXECUTOR)));
    private final RedisScripts scripts = new RedisScripts(vertx, executors, executors, () -> Duration.ofSeconds(5));
    /** May do all. */
    private final RedisScripts admin = new RedisScripts(vertx, null, client, () -> Duration.ofSeconds(5));

    RedisServer server() {
        return server;
    }

    RedisScripts scripts() {
        return scripts;
    }

    void empty() {
        admin.send(Request.cmd(Command.FLUSHALL));
    }

    /** How many bytes it may take; 0 for as many as there are. */
    void memory(int bytes) {
        admin.send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
    }

    @Nullable
    String field(String key, String field) {
        Response answer = scripts.send(Request.cmd(Command.HGET).arg(key).arg(field));
        return answer == null ? null : answer.toString();
    }

    void put(String key, String field, String value) {
        admin.send(Request.cmd(Command.HSET).arg(key).arg(field).arg(value));
    }

    Map<String, String> hash(String key) {
        Map<String, String> fields = new TreeMap<>();
        Response answer = scripts.send(Request.cmd(Command.HGETALL).arg(key));
        if (answer != null) {
            answer.getKeys()
                    .forEach(field -> fields.put(field, answer.get(field).toString()));
        }
        return fields;
    }

    @Override
    public void close() {
        client.close();
        executors.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }
}
