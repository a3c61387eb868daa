package io.flowcast.systemtests.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Executions that start others, and are started by others, while executors die: neither is left without the other. */
class FamilyFailoverTest {
    private static final int FAMILIES = 20;
    private static final int LOOPS = 4;
    /** Leases, polls and grace, and as much again and more for a machine that is busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @Test
    void everyParentHearsOfTheEndOfItsChildWhoeverDies() throws Exception {
        List<String> parents = new ArrayList<>();
        List<CompletableFuture<History>> clients = new ArrayList<>();
        for (int i = 0; i < FAMILIES; i++) {
            String id = start(i, TestDefinitions.CALLING, FLOWCAST.input());
            parents.add(id);
            clients.add(FLOWCAST.follow(id, i % 2));
        }
        awaitChildren(parents);

        // In the middle of what the children do, and then about when the first of them end.
        FLOWCAST.stack().executor(0).kill();
        await().atMost(PATIENCE).until(() -> ended(parents) > 0);
        FLOWCAST.stack().executor(0).restart();
        FLOWCAST.stack().executor(0).awaitReady();
        FLOWCAST.stack().executor(1).kill();

        for (CompletableFuture<History> client : clients) {
            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
            JsonNode parent = FLOWCAST.api(0).detail(history.executionId());
            JsonNode child = FLOWCAST.api(0)
                    .detail(parent.path("nodeDetails")
                            .path("other")
                            .path("childId")
                            .asText());
            assertThat(child.path("status").asText()).isEqualTo("completed");
            assertThat(child.path("parent").path("executionId").asText()).isEqualTo(history.executionId());
            assertThat(child.path("parent").path("nodeId").asText()).isEqualTo("other");
            assertThat(parent.path("nodeDetails").path("other").path("output")).isEqualTo(child.path("output"));
        }
    }

    @Test
    void noChildRunsOnWhoseParentWasCancelledWhileItWasBeingStarted() throws Exception {
        List<Future<String>> starts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < FAMILIES; i++) {
                int number = i;
                starts.add(threads.submit(() -> {
                    String id = start(number, TestDefinitions.ASKING, Map.of());
                    if (number % 2 == 0) {
                        // From before its child is there to after.
                        Thread.sleep(number);
                    }
                    FLOWCAST.api(1).post("/api/workflow/executions/" + id + "/cancel", "");
                    return id;
                }));
            }
        }
        FLOWCAST.stack().executor(0).kill();
        List<String> parents = new ArrayList<>();
        for (Future<String> start : starts) {
            parents.add(start.get());
        }

        await("the parents end").atMost(PATIENCE).until(() -> ended(parents) == parents.size());
        await("no child is left").atMost(PATIENCE).until(() -> underWay(TestDefinitions.ASKING) == 0);
        for (String id : parents) {
            JsonNode parent = FLOWCAST.api(0).detail(id);
            assertThat(parent.path("status").asText()).isEqualTo("cancelled");
            String childId =
                    parent.path("nodeDetails").path("other").path("childId").asText("");
            if (!childId.isEmpty()) {
                assertThat(FLOWCAST.api(0).detail(childId).path("status").asText())
                        .isEqualTo("cancelled");
            }
        }
    }

    @Test
    void itemsThatRunOtherWorkflowsHaveOneEachWhoeverDies() throws Exception {
        List<CompletableFuture<History>> clients = new ArrayList<>();
        List<String> parents = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            String id = FLOWCAST.api(i % 2).execute(TestDefinitions.CALLING_EACH, FLOWCAST.input());
            parents.add(id);
            clients.add(FLOWCAST.follow(id, i % 2));
        }
        await().atMost(PATIENCE).until(() -> children(parents) >= 3 * LOOPS);
        FLOWCAST.stack().executor(0).kill();
        await().atMost(PATIENCE).until(() -> children(parents) >= 5 * LOOPS);
        FLOWCAST.stack().executor(0).restart();
        FLOWCAST.stack().executor(0).awaitReady();
        FLOWCAST.stack().executor(1).kill();

        for (CompletableFuture<History> client : clients) {
            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event())
                    .as("%s", history.events().getLast())
                    .isEqualTo("workflow.completed");
            JsonNode output = FLOWCAST.api(0)
                    .detail(history.executionId())
                    .path("nodeDetails")
                    .path("each")
                    .path("output");
            assertThat(output.toString()).isEqualTo("[1,2,3,4,5,6,7,8]");
            assertThat(children(List.of(history.executionId())))
                    .as("one child of each item")
                    .isEqualTo(TestDefinitions.CHILDREN);
        }
    }

    private static long children(List<String> parents) throws IOException {
        long count = 0;
        try (RedisCommands redis = FLOWCAST.redis()) {
            for (String id : parents) {
                count += (Long)
                        redis.call("ZCARD", RedisKeys.of(ExecutionId.of(id)).parentIndex(ExecutionId.of(id)));
            }
        }
        return count;
    }

    private static String start(int number, String workflow, Map<String, ?> input) throws Exception {
        return FLOWCAST.api(number % 2)
                .execute(TestDefinitions.CALLING_ANOTHER, Map.of("workflowId", workflow, "input", input));
    }

    private static void awaitChildren(List<String> parents) {
        await().atMost(PATIENCE).until(() -> {
            for (String id : parents) {
                if (FLOWCAST.api(0)
                        .detail(id)
                        .path("nodeDetails")
                        .path("other")
                        .path("childId")
                        .isMissingNode()) {
                    return false;
                }
            }
            return true;
        });
    }

    private static long ended(List<String> ids) throws IOException, InterruptedException {
        long ended = 0;
        for (String id : ids) {
            ended += FLOWCAST.api(0).detail(id).has("endTime") ? 1 : 0;
        }
        return ended;
    }

    private static long underWay(String workflow) throws IOException {
        long count = 0;
        try (RedisCommands redis = FLOWCAST.redis()) {
            for (int partition = 0; partition < FLOWCAST.servers().partitions(); partition++) {
                String index = new RedisKeys(partition).prefix() + "index:workflow:" + workflow + ":";
                for (String status : List.of("pending", "running", "waiting", "paused")) {
                    count += (Long) redis.call("ZCARD", index + status);
                }
            }
        }
        return count;
    }
}
