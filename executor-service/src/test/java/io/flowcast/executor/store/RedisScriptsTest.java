package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.restoration;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionId;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisScriptsTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    private static final Script JOIN = Script.of("join", "return {KEYS[1], ARGV[1], ARGV[2]}");

    private final RedisExecutionStore store = REDIS.store("one", RedisUnderTest.SETTINGS);
    private final ExecutionId id = id();

    @AfterEach
    void restoreSettings() {
        REDIS.call(Command.REPLICAOF, "NO", "ONE");
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "0", "min-replicas-to-write", "0");
    }

    @Test
    void runsAScriptThatRedisHasNotSeen() {
        REDIS.call(Command.SCRIPT, "FLUSH");

        assertThat(join()).hasToString("[k, a, ü]");
        assertThat(REDIS.call(Command.SCRIPT, "EXISTS", JOIN.digest())).hasToString("[1]");
        assertThat(join()).hasToString("[k, a, ü]");
    }

    @Test
    void runsFurtherAfterRedisWasKilledAndStartedAgain() {
        join();
        REDIS.server().kill();
        assertThatThrownBy(RedisScriptsTest::join)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("out of reach");

        REDIS.server().restart();

        await().ignoreExceptionsInstanceOf(StoreUnavailable.class)
                .untilAsserted(() -> assertThat(join()).hasToString("[k, a, ü]"));
        REDIS.listen();
    }

    @Test
    void givesUpOnARedisThatSaysNothingAndGoesOnWhenItWakes() {
        REDIS.server().suspend();
        try {
            assertThatThrownBy(RedisScriptsTest::join)
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessage("Redis did not answer within 2000 ms (join)");
        } finally {
            REDIS.server().resume();
        }

        assertThat(join()).hasToString("[k, a, ü]");
    }

    @Test
    void aReplicaCannotBeWrittenTo() {
        Created.Written written = (Created.Written) store.create(started(id));
        REDIS.call(Command.REPLICAOF, "127.0.0.1", "1");

        assertThatThrownBy(() -> store.commit(step(id, written.lastId(), written.fence())))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("READONLY");
    }

    @Test
    void missingReplicasStopWrites() {
        REDIS.call(Command.CONFIG, "SET", "min-replicas-to-write", "1");

        assertThatThrownBy(() -> store.create(started(id)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("NOREPLICAS");
    }

    @Test
    void aFullRedisRefusesAStepAsAWhole() {
        Created.Written written = (Created.Written) store.create(started(id));
        List<Restoration.Tail> tail = REDIS.log(id);
        REDIS.call(Command.DEL, "flow:{0}:log:" + id);
        Map<String, Buffer> before = REDIS.dump();
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "1");

        assertThatThrownBy(() -> store.commit(step(id, written.lastId(), written.fence())))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("OOM");
        assertThatThrownBy(() -> store.restore(restoration(id, written.fence(), Map.of(), tail, true)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("OOM");
        assertThatThrownBy(() -> store.create(started(id())))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("OOM");
        assertThatThrownBy(() -> store.claim(1, "t"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("OOM");
        assertThat(REDIS.dump()).isEqualTo(before);
    }

    @Test
    void anyOtherErrorIsABug() {
        Script broken = Script.of("broken", "return redis.call('HGET', 'only a key')");

        assertThatThrownBy(() -> REDIS.scripts().run(broken, List.of(), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Redis refused broken: ");
    }

    @Test
    void asksAgainWhereTheConnectionWasClosedUnderIt() throws IOException {
        Request get = Request.cmd(Command.GET).arg("k");
        REDIS.scripts().send(get);
        for (int i = 0; i < 50; i++) {
            closeAllConnections();
            assertThatCode(() -> REDIS.scripts().send(get)).doesNotThrowAnyException();
        }
    }

    private static void closeAllConnections() throws IOException {
        URI redis = URI.create(REDIS.server().url());
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write("CLIENT KILL TYPE normal\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(':');
        }
    }

    @Test
    void refusesToBlockAnEventLoop() {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        REDIS.vertx().runOnContext(nothing -> {
            try {
                answer.complete(join());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });

        assertThat(answer)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withMessageContaining("on an event loop: join");
    }

    private static Response join() {
        return REDIS.scripts().run(JOIN, List.of("k"), List.of("a", "ü"));
    }
}
