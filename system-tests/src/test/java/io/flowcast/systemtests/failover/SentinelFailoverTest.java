package io.flowcast.systemtests.failover;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.Stack;
import io.flowcast.stack.backend.Call;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Promises;
import io.flowcast.systemtests.validate.RunOnce;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis under Sentinel fails over, under open streams and running executions: both services follow it by themselves. */
class SentinelFailoverTest {
    private static final int EXECUTIONS = 8;
    /** Further ones, that are started while it happens. */
    private static final int LATER = 30;

    private static final long EVERY_MILLIS = 150;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static SentinelSet redis;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        redis = SentinelSet.start();
        stack = Stack.settings()
                .executors(2)
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
        redis.needReplicas(1);
        failOver("the primary killed", () -> redis.primary().kill());
    }

    /** The old primary takes no writes once its replicas have left it. */
    @Test
    @Tag("long")
    void aPrimaryThatHandsOverLosesNothingOfWhatItAcknowledged() throws Exception {
        redis.needReplicas(1);
        failOver("handed over, min-replicas-to-write 1", redis::handOver);
    }

    /** The old primary goes on acknowledging till Sentinel tells it, some ten seconds later. */
    @Test
    @Tag("long")
    void norDoesOneThatNeedsNoReplicas() throws Exception {
        redis.needReplicas(0);
        try {
            failOver("handed over, min-replicas-to-write 0", redis::handOver);
        } finally {
            redis.needReplicas(1);
        }
    }

    private static void failOver(String how, Runnable event) throws Exception {
        redis.awaitWell();
        RedisServer before = redis.primary();
        FlowcastApi api = new FlowcastApi(HTTP, stack.gateway(0).url());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<History>> streams = new ArrayList<>();
            int called = stack.backend().calls().size();
            for (int i = 0; i < EXECUTIONS; i++) {
                String id = execute(api);
                streams.add(threads.submit(() -> follower().follow(id)));
            }
            await().atMost(PATIENCE)
                    .until(() -> stack.backend().calls().size() >= called + EXECUTIONS * TestDefinitions.CALLS / 4);

            event.run();
            List<String> later = executeMeanwhile(api);

            Duration silence = Duration.ZERO;
            for (Future<History> stream : streams) {
                History history = stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertCompleted(history);
                silence = longest(silence, history.longestSilence());
            }
            await().atMost(PATIENCE).until(() -> !redis.primary().equals(before));
            for (String id : later) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> api.detail(id).path("status").asText().equals("completed"));
                assertCompleted(follower().follow(id));
            }
            System.out.printf(
                    "Sentinel, %s: no stream was silent for longer than %d ms; %d started meanwhile%n",
                    how, silence.toMillis(), later.size());
        }
        await().atMost(PATIENCE)
                .until(() ->
                        ready(stack.gateway(0)) && stack.executors().stream().allMatch(Service::isReady));
    }

    /** Starts some at a steady pace, however many are refused; gives those that were accepted. */
    private static List<String> executeMeanwhile(FlowcastApi api) throws InterruptedException {
        List<String> accepted = new CopyOnWriteArrayList<>();
        CountDownLatch left = new CountDownLatch(LATER);
        try (ScheduledExecutorService pace = Executors.newScheduledThreadPool(4)) {
            Runnable one = () -> {
                try {
                    accepted.add(execute(api));
                    left.countDown();
                } catch (IOException refused) {
                    // 503: nothing was promised.
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            };
            for (int i = 0; i < 4; i++) {
                ScheduledFuture<?> _ =
                        pace.scheduleAtFixedRate(one, i * EVERY_MILLIS, 4 * EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
            boolean enough = left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            pace.shutdownNow();
            assertThat(enough).as("%d were accepted", accepted.size()).isTrue();
        }
        return accepted;
    }

    private static String execute(FlowcastApi api) throws IOException, InterruptedException {
        return api.execute(
                TestDefinitions.CALLING, Map.of("baseUrl", stack.backend().url()));
    }

    /** What the old primary had acknowledged and the new one never got, its owner writes back, ended or not. */
    private static void assertCompleted(History history) {
        assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
        await().atMost(PATIENCE).untilAsserted(() -> Promises.assertKept(history, log(history.executionId())));
        Promises.assertKept(history, new RunOnce(callsOf(history.executionId())));
    }

    private static Map<String, Long> callsOf(String executionId) {
        return stack.backend().calls().stream()
                .map(Call::idempotencyKey)
                .filter(key -> key != null && key.startsWith(executionId + ":"))
                .collect(groupingBy(key -> key, counting()));
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

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
