package io.flowcast.gateway.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/**
 * Closes a connection that is not to be trusted any more. The client's own {@code close} gives it back to the pool, whence
 * a hung one would be handed out again; only one that was used for subscriptions is closed for good.
 */
public final class Discard {
    private Discard() {}

    /**
     * Marks it, then closes it. Not before it is marked, however long its event loop takes to do so: else it would go back to the
     * pool, and what marks it would be sent there under whoever got it next, whose every answer would then be another question's.
     * Whether what marks it arrives does not matter.
     */
    public static void connection(RedisConnection connection) {
        connection.send(Request.cmd(Command.UNSUBSCRIBE)).onComplete(marked -> connection.close());
    }
}
