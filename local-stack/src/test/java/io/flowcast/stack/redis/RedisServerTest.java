package io.flowcast.stack.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

    @Test
    void servesOnceStarted() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(reply(redis, "CONFIG GET maxmemory-policy")).contains("noeviction");
            assertThat(reply(redis, "CONFIG GET appendfsync")).contains("everysec");
        }
    }

    @Test
    void keepsItsDataAndPortOverARestart() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            int port = redis.port();
            reply(redis, "SET greeting hello");

            redis.restart();

            assertThat(redis.port()).isEqualTo(port);
            assertThat(reply(redis, "GET greeting")).contains("hello");
        }
    }

    /**
     * Redis reads its append-only file as the default user, and leaves out the writes of scripts that this user had no right
     * to, saying so in its log alone.
     */
    @Test
    void whatScriptsWroteIsThereAfterARestartThoughNobodyIsTheDefaultUser(@TempDir Path given) throws IOException {
        RedisUsers.writeStrictlyTo(given);
        String executor = "AUTH executor " + RedisUsers.PASSWORD + "\r\n";
        try (RedisServer redis = RedisServer.start(given, LogSink.NONE)) {
            assertThat(reply(redis, "GET flow:{0}:exec:1")).startsWith("-NOAUTH");
            String both = "redis.call('set',KEYS[1],'one') redis.call('set',KEYS[2],'two')";
            reply(redis, executor + "EVAL \"" + both + "\" 2 flow:{0}:exec:1 flow:{0}:exec:2");

            redis.restart();

            // Who has not said who they are is answered while it loads.
            String all = executor + "MGET flow:{0}:exec:1 flow:{0}:exec:2";
            await().until(() -> !reply(redis, all).contains("-LOADING"));
            assertThat(reply(redis, all)).contains("one", "two");
        }
    }

    @Test
    void remembersWhatWasRewrittenThoughItIsKilled() throws IOException {
        try (RedisServer redis = RedisServer.remembering()) {
            reply(redis, "CONFIG SET min-replicas-to-write 2");
            reply(redis, "CONFIG REWRITE");
            redis.kill();

            redis.restart();

            assertThat(reply(redis, "CONFIG GET min-replicas-to-write")).contains("2");
        }
    }

    @Test
    void comesBackAfterBeingKilled() {
        try (RedisServer redis = RedisServer.start()) {
            redis.kill();
            assertThat(redis.isAlive()).isFalse();
            assertThat(answers(redis)).isFalse();

            redis.restart();

            assertThat(answers(redis)).isTrue();
        }
    }

    @Test
    void saysNothingWhileSuspended() {
        try (RedisServer redis = RedisServer.start()) {
            redis.suspend();
            assertThat(answers(redis)).isFalse();

            redis.resume();

            assertThat(answers(redis)).isTrue();
        }
    }

    @Test
    void leavesTheGivenFolderAndRemovesItsOwn(@TempDir Path given) {
        RedisServer kept = RedisServer.start(FreePorts.next(), given, LogSink.NONE);
        kept.close();
        assertThat(given.resolve("appendonlydir")).exists();

        RedisServer scratch = RedisServer.start();
        scratch.close();
        assertThat(scratch.dir()).doesNotExist();
    }

    private static boolean answers(RedisServer redis) {
        return RedisPing.answers(redis.host(), redis.port(), Duration.ofMillis(300));
    }

    private static String reply(RedisServer redis, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
