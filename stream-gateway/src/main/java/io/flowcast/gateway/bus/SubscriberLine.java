package io.flowcast.gateway.bus;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** A connection on which nothing but SUBSCRIBE and UNSUBSCRIBE is sent: the client mixes up replies and messages. */
record SubscriberLine(RedisConnection connection, Consumer<Throwable> failed) implements Line {
    private static final int CHANNELS_A_COMMAND = 250;

    @Override
    public void subscribe(Collection<String> channels) {
        List<String> all = new ArrayList<>(channels);
        for (int from = 0; from < all.size(); from += CHANNELS_A_COMMAND) {
            send(Command.SUBSCRIBE, all.subList(from, Math.min(from + CHANNELS_A_COMMAND, all.size())));
        }
    }

    @Override
    public void unsubscribe(String channel) {
        send(Command.UNSUBSCRIBE, List.of(channel));
    }

    private void send(Command command, List<String> channels) {
        Request request = Request.cmd(command);
        channels.forEach(request::arg);
        connection.send(request).onFailure(failed::accept);
    }
}
