package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.redis.RedisServer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    private final AtomicInteger back = new AtomicInteger();
    private final Pipeline pipeline = new Pipeline(
            REDIS.vertx(), REDIS.client(), Duration.ofSeconds(1), () -> 0.5, () -> {}, back::incrementAndGet);

    @AfterEach
    void close() {
        pipeline.close();
    }

    private CompletableFuture<Response> echo(String word) {
        return pipeline.send(Request.cmd(Command.ECHO).arg(word));
    }

    @Test
    void everyoneGetsTheirOwnAnswerHoweverManyAsk() throws Exception {
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(echo("word-" + i));
        }

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get(5, TimeUnit.SECONDS)).hasToString("word-" + i);
        }
    }

    @Test
    void whatRedisRefusesFailsAlone() throws Exception {
        echo("connected").get(5, TimeUnit.SECONDS);
        REDIS.call(Command.SET, "text", "no number");
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(i == 20 ? pipeline.send(Request.cmd(Command.INCR).arg("text")) : echo("word-" + i));
        }

        for (int i = 0; i < answers.size(); i++) {
            if (i == 20) {
                CompletableFuture<Response> refused = answers.get(i);
                assertThatThrownBy(() -> refused.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(ErrorType.class);
            } else {
                assertThat(answers.get(i).get(5, TimeUnit.SECONDS)).hasToString("word-" + i);
            }
        }
    }

    @Test
    void aConnectionThatHangsIsGivenUpAndOpenedAgain() throws Exception {
        echo("connected").get(5, TimeUnit.SECONDS);
        assertThat(back).hasValue(0);
        REDIS.server().suspend();
        CompletableFuture<Response> first = echo("first");
        CompletableFuture<Response> second = echo("second");
        try {
            assertThatThrownBy(() -> first.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> second.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        } finally {
            REDIS.server().resume();
        }

        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(echo("again").get(2, TimeUnit.SECONDS)).hasToString("again"));
        assertThat(back).as("told that it is there again").hasPositiveValue();
    }

    /** On a cluster another server has the keys by now; under Sentinel the next connection leads to another one. */
    @Test
    void whatWaitsForAServerThatIsAwayIsAskedAgainOnceAnotherMayHaveIt(@TempDir Path dir) throws Exception {
        int port = FreePorts.next();
        Redis away = Redis.createClient(REDIS.vertx(), "redis://127.0.0.1:" + port);
        try (Pipeline waiting =
                new Pipeline(REDIS.vertx(), away, Duration.ofSeconds(5), () -> 0.5, () -> {}, () -> {})) {
            await().untilAsserted(() -> {
                CompletableFuture<Response> asked =
                        waiting.send(Request.cmd(Command.ECHO).arg("word"));
                waiting.reconsider("elsewhere");
                assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(IOException.class)
                        .hasMessageContaining("elsewhere");
            });

            try (RedisServer _ = RedisServer.start(port, dir, LogSink.NONE)) {
                waiting.reconsider("it is there");
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(
                                        waiting.send(Request.cmd(Command.ECHO).arg("again"))
                                                .get(2, TimeUnit.SECONDS))
                                .hasToString("again"));
            }
        }
        away.close();
    }

    @Test
    void aClosedOneAnswersNobody() {
        pipeline.close();

        assertThatThrownBy(() -> echo("late").get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }
}
