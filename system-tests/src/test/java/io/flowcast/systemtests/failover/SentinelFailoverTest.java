package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis under Sentinel fails over, under open streams and running executions: both services follow it by themselves. */
class SentinelFailoverTest {
    private static final int EXECUTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static SentinelSet redis;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        redis = SentinelSet.start();
        stack = Stack.settings()
                .executors(1)
                .gateways(1)
                .definitions(TestDefinitions.folder())
                .redisUrl(redis.url())
                .property(ServiceKind.EXECUTOR, "quarkus.redis.client-type", "sentinel")
                .property(ServiceKind.GATEWAY, "quarkus.redis.client-type", "sentinel")
                .start();
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void aPrimaryThatDiesIsReplacedAndEveryStreamTellsTheWholeStory() throws Exception {
        failOver("the primary killed", () -> redis.primary().kill());
    }

    private static void failOver(String how, Runnable event) throws Exception {
        redis.awaitWell();
        RedisServer before = redis.primary();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<History>> streams = new ArrayList<>();
            FlowcastApi api = new FlowcastApi(HTTP, stack.gateway(0).url());
            int called = stack.backend().calls().size();
            for (int i = 0; i < EXECUTIONS; i++) {
                String id = api.execute(
                        TestDefinitions.CALLING,
                        Map.of("baseUrl", stack.backend().url()));
                streams.add(threads.submit(() -> follower().follow(id)));
            }
            await().atMost(PATIENCE)
                    .until(() -> stack.backend().calls().size() >= called + EXECUTIONS * TestDefinitions.CALLS / 4);

            event.run();

            Duration silence = Duration.ZERO;
            for (Future<History> stream : streams) {
                History history = stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
                assertThat(redis.primary()).isNotSameAs(before);
                // What the old primary had acknowledged and the new one never got, its owner writes back, ended or not.
                await().atMost(PATIENCE).untilAsserted(() -> Promises.assertKept(history, log(history.executionId())));
                silence = longest(silence, longestSilence(history));
            }
            System.out.printf("Sentinel, %s: no stream was silent for longer than %d ms%n", how, silence.toMillis());
        }
        await().atMost(PATIENCE).until(() -> ready(stack.gateway(0)) && ready(stack.executor(0)));
    }

    private static List<EqualToLog.Entry> log(String executionId) throws IOException {
        try (RedisCommands commands = new RedisCommands(redis.primary().port())) {
            return commands.log(executionId);
        }
    }

    private static Follower follower() {
        return Follower.over(HTTP, List.of(stack.gateway(0).url()), PATIENCE);
    }

    private static boolean ready(Service service) throws Exception {
        return new FlowcastApi(HTTP, service.url()).get("/q/health/ready").statusCode() == 200;
    }

    private static Duration longestSilence(History history) {
        Duration longest = Duration.ZERO;
        List<Frame> events = history.events();
        for (int i = 1; i < events.size(); i++) {
            longest = longest(
                    longest,
                    Duration.between(events.get(i - 1).at(), events.get(i).at()));
        }
        return longest;
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
