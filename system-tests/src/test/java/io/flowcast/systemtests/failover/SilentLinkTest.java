package io.flowcast.systemtests.failover;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowcast.stack.Stack;
import io.flowcast.stack.backend.Call;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.SilentLink;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.Frame;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Promises;
import io.flowcast.systemtests.validate.RunOnce;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets between Redis and both services are dropped, one way or both, and no end is told: nothing is lost or done twice. */
@Tag("long")
class SilentLinkTest {
    private static final int EXECUTIONS = 6;
    private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(6);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static SilentLink link;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(SilentLink.isPossible(), "network namespaces and nft need Linux, root and the programs ip and nft");
        link = SilentLink.open();
        stack = Stack.settings()
                .executors(1)
                .gateways(1)
                .definitions(TestDefinitions.folder())
                .redisUrl(link.url())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (stack != null) {
            stack.close();
        }
        if (link != null) {
            link.close();
        }
    }

    @ParameterizedTest
    @EnumSource(SilentLink.Fault.class)
    void everyStreamTellsTheWholeStory(SilentLink.Fault fault) throws Exception {
        FlowcastApi api = new FlowcastApi(HTTP, stack.gateway(0).url());
        boolean lasting = fault == SilentLink.Fault.HALF_OPEN;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<History>> streams = new ArrayList<>();
            int called = stack.backend().calls().size();
            for (int i = 0; i < EXECUTIONS; i++) {
                String id = api.execute(
                        TestDefinitions.CALLING,
                        Map.of("baseUrl", stack.backend().url()));
                streams.add(threads.submit(
                        () -> Follower.over(HTTP, List.of(stack.gateway(0).url()), PATIENCE)
                                .follow(id)));
            }
            await().atMost(PATIENCE)
                    .until(() -> stack.backend().calls().size() >= called + EXECUTIONS * TestDefinitions.CALLS / 4);

            link.suffer(fault);
            Instant wellSince = Instant.now();
            if (!lasting) {
                Thread.sleep(LONGER_THAN_A_LEASE);
                link.heal();
                wellSince = Instant.now();
            }

            Duration healed = Duration.ZERO;
            for (Future<History> stream : streams) {
                History history = stream.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
                Promises.assertKept(history, log(history.executionId()));
                Promises.assertKept(history, new RunOnce(callsOf(history.executionId())));
                Duration gap = Duration.between(wellSince, firstAfterTheSilence(history, wellSince));
                healed = gap.compareTo(healed) > 0 ? gap : healed;
            }
            System.out.printf(
                    "Silent link, %s: every stream went on within %d ms of %s%n",
                    fault, healed.toMillis(), lasting ? "the fault" : "its end");
        } finally {
            link.heal();
        }
        await().atMost(PATIENCE)
                .until(() ->
                        stack.gateway(0).isReady() && stack.executors().stream().allMatch(Service::isReady));
    }

    /** When the event came that ended the longest silence, or the first after the link was well again. */
    private static Instant firstAfterTheSilence(History history, Instant wellSince) {
        List<Frame> events = history.events();
        Instant end = wellSince;
        Duration longest = Duration.ZERO;
        for (int i = 1; i < events.size(); i++) {
            Duration silence =
                    Duration.between(events.get(i - 1).at(), events.get(i).at());
            if (silence.compareTo(longest) > 0 && events.get(i).at().isAfter(wellSince)) {
                longest = silence;
                end = events.get(i).at();
            }
        }
        return end;
    }

    private static List<EqualToLog.Entry> log(String executionId) throws IOException {
        try (RedisCommands redis = link.redis()) {
            return redis.log(executionId);
        }
    }

    private static Map<String, Long> callsOf(String executionId) {
        return stack.backend().calls().stream()
                .map(Call::idempotencyKey)
                .filter(key -> key != null && key.startsWith(executionId + ":"))
                .collect(groupingBy(key -> key, counting()));
    }
}
