package io.flowcast.stack.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
