package io.flowcast.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that is not trusted any more never goes back to the pool. */
class DiscardTest {
    private final List<String> calls = new ArrayList<>();
    private final Promise<Response> marked = Promise.promise();
    private final RedisConnection connection = (RedisConnection) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RedisConnection.class}, (self, method, arguments) -> {
                calls.add(method.getName());
                return method.getName().equals("send") ? marked.future() : Future.succeededFuture();
            });

    @Test
    void itIsClosedOnceItIsMarkedAndNotBeforeHoweverBusyItsEventLoopIs() {
        Discard.connection(connection);
        assertThat(calls).containsExactly("send");

        marked.complete();
        assertThat(calls).containsExactly("send", "close");
    }

    @Test
    void oneThatIsGoneAlreadyIsClosedAllTheSame() {
        Discard.connection(connection);

        marked.fail("Connection is closed");
        assertThat(calls).containsExactly("send", "close");
    }
}
