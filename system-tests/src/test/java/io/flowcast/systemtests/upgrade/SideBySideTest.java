package io.flowcast.systemtests.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Upheaval;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An executor and a gateway of an earlier version, packaged in the folder {@code -Dflowcast.earlier.home}, beside those of this one: updated
 * under load as docs/upgrades.md says, and rolled back.
 */
@Tag("long")
class SideBySideTest {
    private static final String HOME = System.getProperty("flowcast.earlier.home", "");
    /** In each phase. */
    private static final int EXECUTIONS = 12;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> WORKFLOWS = List.of(
            TestDefinitions.CALLING, TestDefinitions.LOOPING, TestDefinitions.CALLING_EACH, TestDefinitions.CHAIN);

    private final Queue<Started> executions = new ConcurrentLinkedQueue<>();

    private record Started(String workflow, Future<History> history) {}

    @Test
    void anUpdateAndARollbackUnderLoadCostNobodyAnEvent() throws Exception {
        assumeTrue(!HOME.isEmpty(), "no earlier version is named");
        try (Stack earlier = stack().home(Path.of(HOME)).start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (Stack later = stack().redisUrl(earlier.redisUrl()).start()) {
                List<Stack> stacks = List.of(earlier, later);
                Future<?> load = threads.submit(() -> load(stacks, threads));

                phase("both");
                update(earlier.gateway(0), "gateways of the later version alone");
                update(earlier.executor(0), "the later version alone");
                // And back: a gateway of each stack knows the executor of its own alone.
                earlier.executor(0).restart();
                earlier.executor(0).awaitReady();
                earlier.gateway(0).restart();
                update(later.executor(0), "executors of the earlier version alone, gateways of both");
                update(later.gateway(0), "the earlier version alone");
                load.cancel(true);

                Upheaval judge = new Upheaval(earlier, id -> {
                    try (RedisCommands redis = new RedisCommands(earlier.redis().port())) {
                        return redis.log(id);
                    }
                });
                int events = 0;
                for (Started execution : executions) {
                    History seen = execution.history.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    assertThat(seen.events().getLast().event()).isEqualTo("workflow.completed");
                    if (execution.workflow.equals(TestDefinitions.CALLING)) {
                        judge.assertCompleted(seen);
                    } else {
                        try (RedisCommands redis =
                                new RedisCommands(earlier.redis().port())) {
                            Promises.assertKept(seen, redis.log(seen.executionId()));
                        }
                    }
                    events += seen.events().size();
                }
                System.out.printf(
                        "%d executions, %d events, each seen once and in order by a viewer that went round both versions%n",
                        executions.size(), events);
            }
        }
    }

    private static StackSettings stack() {
        return Stack.settings().executors(1).gateways(1).definitions(TestDefinitions.folder());
    }

    private void update(Service away, String what) {
        assertThat(away.terminate()).as("%s ended by itself", away.name()).isTrue();
        phase(what);
    }

    /** Till so many more were started. */
    private void phase(String what) {
        int before = executions.size();
        await(what).atMost(PATIENCE).until(() -> executions.size() >= before + EXECUTIONS);
        System.out.printf("%s: %d executions so far%n", what, executions.size());
    }

    /** One after the other, at whichever gateway takes it. */
    private void load(List<Stack> stacks, ExecutorService threads) {
        List<String> gateways =
                stacks.stream().map(stack -> stack.gateway(0).url()).toList();
        Map<String, String> input =
                Map.of("baseUrl", stacks.getFirst().backend().url());
        for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
            int first = i % gateways.size();
            List<String> order = Stream.concat(
                            gateways.stream().skip(first), gateways.stream().limit(first))
                    .toList();
            try {
                String workflow = WORKFLOWS.get(i % WORKFLOWS.size());
                String id = new FlowcastApi(HTTP, order.getFirst()).execute(workflow, input);
                Follower viewer = Follower.over(HTTP, order, PATIENCE).hoppingEvery(3);
                executions.add(new Started(workflow, threads.submit(() -> viewer.follow(id))));
                Thread.sleep(Duration.ofMillis(300));
            } catch (IOException refused) {
                // That gateway, or the executor behind it, is away: nothing was promised.
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
