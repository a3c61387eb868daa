package io.flowcast.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/** There is nothing to choose. */
final class OneServer implements Routes {
    private final Redis client;
    private final Future<Server> server;

    OneServer(Redis client) {
        this.client = client;
        this.server = Future.succeededFuture(new Server("", client));
    }

    @Override
    public Future<Server> of(Request request) {
        return server;
    }

    @Override
    public Future<Server> of(String key) {
        return server;
    }

    @Override
    public boolean areSeveral() {
        return false;
    }

    @Override
    public Future<RedisConnection> connect() {
        return client.connect();
    }

    /** Nobody here notices; a Sentinel is asked by those who care. */
    @Override
    public void onMoved(Runnable listener) {}

    @Override
    public void doubt() {}

    /** The client is whoever's that made it. */
    @Override
    public void close() {}
}
