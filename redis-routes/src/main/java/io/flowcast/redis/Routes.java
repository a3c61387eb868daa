package io.flowcast.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.net.ConnectException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which server a request goes to. Blocks nobody; any thread may ask. */
public interface Routes extends AutoCloseable {

    /** Errors by which a server of a cluster says that another one has the slot, or that nobody has it just now. */
    List<String> NOT_HERE = List.of("MOVED", "ASK", "CLUSTERDOWN", "TRYAGAIN");

    /** What a server says to a script that asks for a key which is on its way to another server, or there already. */
    String NOT_HERE_ANY_MORE = "non local key in a cluster node";

    /** The server that has the keys of this request, as far as is known; any where it has none. Fails where no server tells. */
    Future<Server> of(Request request);

    /** The server that has the key of this name. */
    Future<Server> of(String key);

    /** Whether there is more than one, each with keys of its own. */
    boolean areSeveral();

    /** A connection to any server, for what every one of them hears of: what is published. */
    Future<RedisConnection> connect();

    /** Tells, on any thread, when another server has become the primary of some slots. */
    void onMoved(Runnable listener);

    /** A server is away, or refused what it should have: others may have its slots by now. */
    void doubt();

    /**
     * Asks the server that has the keys, on a connection of its pool; another one, where that says that it has them, or nobody is
     * there and several might have them.
     */
    default Future<@Nullable Response> send(Request request) {
        return of(request)
                .compose(server -> server.client().send(request))
                .onFailure(failure -> {
                    if (isNotHere(failure) || !(failure instanceof ErrorType)) {
                        doubt();
                    }
                })
                .recover(failure -> isNotHere(failure) || (areSeveral() && failure instanceof ConnectException)
                        ? of(request).compose(server -> server.client().send(request))
                        : Future.failedFuture(failure));
    }

    @Override
    void close();

    /** Whether a server says so. The question was not looked at, and may be asked again elsewhere. */
    static boolean isNotHere(@Nullable Throwable failure) {
        return failure instanceof ErrorType error
                && (NOT_HERE.stream().anyMatch(error::is)
                        || String.valueOf(error.getMessage()).contains(NOT_HERE_ANY_MORE));
    }

    /** All to one server, or to whichever a Sentinel names. */
    static Routes to(Redis one) {
        return new OneServer(one);
    }
}
