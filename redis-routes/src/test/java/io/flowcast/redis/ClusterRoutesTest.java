package io.flowcast.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import io.vertx.redis.client.impl.types.SimpleStringType;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of two servers that say what the test has them say: one is the primary of all slots, then the other. */
final class ClusterRoutesTest {
    private static final String BEFORE = "127.0.0.1:1";
    private static final String AFTERWARDS = "127.0.0.1:2";
    private static final Request GET = Request.cmd(Command.GET).arg("key");

    private final Map<String, Answering> servers = new ConcurrentHashMap<>();
    /** Who has which slots, as all say. */
    private final AtomicReference<Future<Response>> told = new AtomicReference<>(primary(1));

    private final ClusterRoutes routes = new ClusterRoutes(List.of(BEFORE, AFTERWARDS), address -> {
        Answering server = new Answering();
        servers.put(address, server);
        return server;
    });

    private final class Answering implements Redis {
        private Future<Response> answer = Future.succeededFuture(SimpleStringType.create("value"));

        @Override
        public Future<@Nullable Response> send(Request command) {
            return command.command().equals(Command.CLUSTER) ? told.get() : answer;
        }

        @Override
        public Future<RedisConnection> connect() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<List<Response>> batch(List<Request> commands) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void whoDoubtsWhileItIsBeingAskedWaitsForWhatComesOfThat() {
        assertThat(routes.of("key").result().address()).isEqualTo(BEFORE);
        Promise<Response> slow = Promise.promise();
        told.set(slow.future());

        routes.doubt();
        await().until(() -> !routes.of("key").isComplete());
        routes.doubt();
        var another = routes.of("key");
        assertThat(another.isComplete()).isFalse();

        slow.complete(primary(2).result());
        await().until(another::isComplete);
        assertThat(another.result().address()).isEqualTo(AFTERWARDS);
    }

    @Test
    void whatNobodyTookIsAskedOfWhoeverHasItsKeysByNow() {
        assertThat(routes.send(GET).result()).hasToString("value");
        Objects.requireNonNull(servers.get(BEFORE)).answer =
                Future.failedFuture(new ConnectException("Connection refused"));
        told.set(primary(2));

        // However much it is doubted, who has what is asked ten times a second and no more.
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);

        Future<Response> answer = routes.send(GET);
        await().until(answer::isComplete);
        assertThat(answer.succeeded()).as("%s", answer.cause()).isTrue();
        assertThat(routes.of("key").result().address()).isEqualTo(AFTERWARDS);
    }

    private static Future<Response> primary(int port) {
        return Future.succeededFuture(list(list(
                NumberType.create(0), NumberType.create(16_383), list(text("127.0.0.1"), NumberType.create(port)))));
    }

    private static Response text(String text) {
        return SimpleStringType.create(text);
    }

    private static Response list(Response... parts) {
        MultiType list = MultiType.create(parts.length, false);
        for (Response part : parts) {
            list.add(part);
        }
        return list;
    }
}
