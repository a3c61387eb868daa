package io.flowcast.gateway.redis;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/**
 * Closes a connection that is not to be trusted any more. The client's own {@code close} gives it back to the pool, whence
 * a hung one would be handed out again; only one that was used for subscriptions is closed for good.
 */
public final class Discard {
    private static final long TURN_MILLIS = 10;

    private Discard() {}

    public static void connection(Vertx vertx, RedisConnection connection) {
        connection.send(Request.cmd(Command.UNSUBSCRIBE)); // marks it; whether it arrives does not matter
        vertx.setTimer(TURN_MILLIS, marked -> connection.close());
    }
}
