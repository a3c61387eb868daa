package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.restoration;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import io.flowcast.events.ExecutionId;
import io.flowcast.executor.intent.Intent;
import io.flowcast.stack.redis.RedisServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisScriptsTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1, Duration.ofSeconds(2));

    private static final String KEY = "flow:{0}:exec:k";
    private static final Script JOIN = Script.of("join", "return {KEYS[1], ARGV[1], ARGV[2]}");

    private static final Script COUNT = Script.of("count", "return redis.call('INCR', KEYS[1])");

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

        assertThat(join()).hasToString("[" + KEY + ", a, ü]");
        assertThat(REDIS.call(Command.SCRIPT, "EXISTS", JOIN.digest())).hasToString("[1]");
        assertThat(join()).hasToString("[" + KEY + ", a, ü]");
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
                .untilAsserted(() -> assertThat(join()).hasToString("[" + KEY + ", a, ü]"));
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

        assertThat(join()).hasToString("[" + KEY + ", a, ü]");
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
    void whatAServerRefusesSinceItIsNoPrimaryAnyMoreIsWrittenToTheOneThatIs() {
        try (RedisServer other = RedisServer.start();
                Sentinel sentinel = new Sentinel(REDIS.vertx(), REDIS.server().url())) {
            RedisScripts scripts = new RedisScripts(REDIS.vertx(), sentinel, sentinel, () -> Duration.ofSeconds(5));
            AtomicInteger elsewhere = new AtomicInteger();
            scripts.onElsewhere(elsewhere::incrementAndGet);
            assertThat(scripts.run(COUNT, List.of(KEY), List.of())).hasToString("1");
            assertThat(scripts.runApart(COUNT, List.of(KEY), List.of())).hasToString("2");
            REDIS.call(Command.REPLICAOF, "127.0.0.1", Integer.toString(other.port()));

            CompletableFuture<Response> refused =
                    CompletableFuture.supplyAsync(() -> scripts.run(COUNT, List.of(KEY), List.of()));
            await().until(() -> elsewhere.get() > 0);
            sentinel.nameAsPrimary(other.url());

            assertThat(refused.join()).hasToString("1");
            assertThat(scripts.runApart(COUNT, List.of(KEY), List.of())).hasToString("2");
            assertThat(scripts.run(COUNT, List.of(KEY), List.of())).hasToString("3");
            scripts.close();
        }
    }

    @Test
    void replicasThatStayAwayCostNoMoreThanAFewConnections() {
        join();
        REDIS.call(Command.CONFIG, "SET", "min-replicas-to-write", "1");
        long before = connectionsSoFar();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> store.create(started(id()))).isInstanceOf(StoreUnavailable.class);
        }

        // Those with which this test asks are among them.
        assertThat(connectionsSoFar() - before).isLessThan(15);
        REDIS.call(Command.CONFIG, "SET", "min-replicas-to-write", "0");
        assertThat(store.create(started(id))).isInstanceOf(Created.Written.class);
    }

    private static long connectionsSoFar() {
        return REDIS.call(Command.INFO, "stats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
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
    void asksAgainWhereTheConnectionWasClosedUnderIt() {
        Request get = Request.cmd(Command.GET).arg(KEY);
        REDIS.scripts().send(get);
        for (int i = 0; i < 50; i++) {
            closeAllConnections();
            assertThatCode(() -> REDIS.scripts().send(get)).doesNotThrowAnyException();
        }
    }

    @Test
    void runsAgainWhereTheConnectionWasClosedUnderIt() {
        assertThat(closedUnder(RedisScriptsTest::join)).hasToString("[" + KEY + ", a, ü]");
        assertThat(closedUnder(() -> REDIS.scripts().runApart(JOIN, List.of(KEY), List.of("a", "ü"))))
                .hasToString("[" + KEY + ", a, ü]");
    }

    /** What it comes to where its connection is closed when Redis has it, and has not answered. */
    private static <T> T closedUnder(Supplier<T> question) {
        var _ = question.get();
        told("CLIENT PAUSE 10000 WRITE");
        try {
            CompletableFuture<T> answer = CompletableFuture.supplyAsync(question);
            await().until(() -> told("CLIENT LIST TYPE normal").contains("cmd=evalsha"));
            told("CLIENT KILL TYPE normal");
            told("CLIENT UNPAUSE");
            return answer.join();
        } finally {
            told("CLIENT UNPAUSE");
        }
    }

    @Test
    void asksARedisThatClosesIdleConnectionsAsIfItDidNot() {
        REDIS.call(Command.CONFIG, "SET", "timeout", "1");
        try {
            for (int i = 0; i < 2; i++) {
                join();
                REDIS.scripts().runApart(JOIN, List.of(KEY), List.of("a", "ü"));
                long connections = connections();
                await("the idle ones are closed").until(() -> connections() < connections);
                assertThatCode(RedisScriptsTest::join).doesNotThrowAnyException();
                assertThatCode(() -> REDIS.scripts().runApart(JOIN, List.of(KEY), List.of("a", "ü")))
                        .doesNotThrowAnyException();
            }
        } finally {
            REDIS.call(Command.CONFIG, "SET", "timeout", "0");
        }
    }

    private static long connections() {
        return told("CLIENT LIST TYPE normal")
                .lines()
                .filter(line -> line.startsWith("id="))
                .count();
    }

    @Test
    void aSignalWithoutAKeyIsReceivedOnceThoughItsConnectionCloses() {
        ExecutionId first = id();
        store.create(started(first));
        store.create(started(id));
        Iterator<ExecutionId> targets = List.of(first, id).iterator();
        Intent.Request.Signal signal = new Intent.Request.Signal("go", null, NullNode.getInstance(), 7);

        assertThat(closedUnder(() -> store.signal(targets.next(), "ann", signal)))
                .isEqualTo(IntentStore.Signalled.RECEIVED);

        assertThat(Intent.standing(REDIS.fields(id))).hasSize(1);
        assertThat(store.signal(id, "ann", signal)).isEqualTo(IntentStore.Signalled.TAKEN);
    }

    private static void closeAllConnections() {
        assertThat(told("CLIENT KILL TYPE normal")).startsWith(":");
    }

    /** Redis' answer, on a connection that is new each time. */
    private static String told(String command) {
        URI redis = URI.create(REDIS.server().url());
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        return REDIS.scripts().run(JOIN, List.of(KEY), List.of("a", "ü"));
    }
}
