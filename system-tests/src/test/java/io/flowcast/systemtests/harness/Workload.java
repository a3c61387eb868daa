package io.flowcast.systemtests.harness;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.backend.Call;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Promises;
import io.flowcast.systemtests.validate.RunOnce;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Executions under way that call the backend, each followed by a client, while something happens to the stack. */
public final class Workload {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StackExtension flowcast;
    private final List<String> ids = new ArrayList<>();
    private final List<CompletableFuture<History>> clients = new ArrayList<>();

    private Workload(StackExtension flowcast) {
        this.flowcast = flowcast;
    }

    /** Starts so many executions of this workflow at once, and their clients, half of them at each gateway. */
    public static Workload start(StackExtension flowcast, String workflow, int executions) throws Exception {
        Workload workload = new Workload(flowcast);
        List<Future<String>> started = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < executions; number++) {
                FlowcastApi api = flowcast.api(number % 2);
                started.add(threads.submit(() -> api.execute(workflow, flowcast.input())));
            }
        }
        for (Future<String> execution : started) {
            String id = execution.get();
            workload.clients.add(flowcast.follow(id, workload.ids.size() % 2));
            workload.ids.add(id);
        }
        return workload;
    }

    /** Till at least so many of its calls have been answered. */
    public void awaitCalls(int count) {
        await().atMost(PATIENCE)
                .until(() ->
                        calls().values().stream().mapToLong(Long::longValue).sum() >= count);
    }

    /** Till each of its executions has a node under way. */
    public void awaitNodesStarted() {
        await().atMost(PATIENCE).until(() -> {
            for (String id : ids) {
                if (flowcast.api(0).detail(id).path("nodesExecuted").isEmpty()) {
                    return false;
                }
            }
            return true;
        });
    }

    /** How often each Idempotency-Key of these executions came to the backend and was answered. */
    public Map<String, Long> calls() {
        return flowcast.stack().backend().calls().stream()
                .map(Call::idempotencyKey)
                .filter(Objects::nonNull)
                .filter(key -> ids.contains(key.substring(0, Math.max(0, key.indexOf(':')))))
                .collect(groupingBy(key -> key, counting()));
    }

    public List<String> ids() {
        return List.copyOf(ids);
    }

    /** What each client saw, once all have seen the end. */
    public List<History> histories() {
        return clients.stream().map(CompletableFuture::join).toList();
    }

    /** Every promise of a stream, a good end, and no call made twice but by who was interrupted in it. */
    public void assertAllCompletedRunningEachNodeOnce(List<History> histories) throws IOException {
        Map<String, Long> calls = calls();
        for (History history : histories) {
            flowcast.assertPromisesKept(history);
            Promises.assertKept(history, new RunOnce(calls));
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
        }
    }
}
