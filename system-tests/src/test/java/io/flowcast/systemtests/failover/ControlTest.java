package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.HeldCalls;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.history.History;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pause, resume, retry and cancel, and what a node does whose executor died, while executors die. */
class ControlTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** As {@code flowcast.engine.takeover-limit} says. */
    private static final int TAKEOVERS_SURVIVED = 5;
    /** Lease, poll and grace, and as much again and more for a machine that is busy. */
    private static final Duration TAKEOVER = Duration.ofSeconds(30);

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.stormy();

    @Test
    void aCallWhoseExecutorDiedBeforeItWasRecordedIsMadeAgainUnderTheSameKey() throws Exception {
        try (HeldCalls calls = new HeldCalls()) {
            String id = startAt(0, TestDefinitions.EFFECT, calls);
            CompletableFuture<History> client = FLOWCAST.follow(id, 0);
            awaitCalls(calls, 1);

            FLOWCAST.stack().executor(0).kill();
            awaitCalls(calls, 2);
            calls.answer(200);

            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
            assertThat(calls.keys()).containsExactly(id + ":effect", id + ":effect");
            assertThat(node(id, "effect").path("attempt").asInt()).isEqualTo(2);
        }
    }

    @Test
    void aCallThatMustNotBeMadeTwiceFailsInsteadWhereItsExecutorDied() throws Exception {
        try (HeldCalls calls = new HeldCalls()) {
            String id = startAt(0, TestDefinitions.EFFECT_ONCE, calls);
            CompletableFuture<History> client = FLOWCAST.follow(id, 1);
            awaitCalls(calls, 1);

            FLOWCAST.stack().executor(0).kill();

            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
            assertThat(calls.keys()).hasSize(1);
            assertThat(node(id, "effect").path("error").path("type").asText()).isEqualTo("crashed");
            assertThat(node(id, "look").path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void aPauseOutlivesTheExecutorThatHeldItAndThenCostsNobodyAnything() throws Exception {
        try (HeldCalls calls = new HeldCalls()) {
            String id = startAt(0, TestDefinitions.EFFECT, calls);
            CompletableFuture<History> client = FLOWCAST.follow(id, 0);
            awaitCalls(calls, 1);
            command(0, id, "pause");
            awaitStatus(id, "paused");

            FLOWCAST.stack().executor(0).kill();
            awaitCalls(calls, 2);
            calls.answer(200);

            try (RedisCommands redis = FLOWCAST.redis()) {
                await().atMost(TAKEOVER)
                        .until(() -> redis.call("ZSCORE", keys(id).due(), id).equals(""));
                assertThat(redis.call("HGET", keys(id).execution(ExecutionId.of(id)), "executor"))
                        .isEqualTo("");
            }
            assertThat(FLOWCAST.api(1).detail(id).path("status").asText()).isEqualTo("paused");
            assertThat(node(id, "effect").path("status").asText()).isEqualTo("completed");
            assertThat(node(id, "after").path("status").asText()).isEqualTo("pending");

            command(1, id, "pause");
            command(1, id, "resume");
            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events())
                    .extracting(event -> event.event())
                    .endsWith("workflow.resumed", "node.started", "node.completed", "workflow.completed")
                    .containsOnlyOnce("workflow.paused");
        }
    }

    @Test
    void retriesAskedForAtOnceEverywhereAreOneAndRunOnlyWhatFailed() throws Exception {
        String failed;
        try (HeldCalls calls = new HeldCalls()) {
            calls.answer(404);
            failed = startAt(0, TestDefinitions.TWO_EFFECTS, calls);
            awaitStatus(failed, "failed");
            assertThat(calls.keys()).containsExactly(failed + ":effect");
        }

        Set<String> retries = new TreeSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String base = i % 3 == 0
                        ? FLOWCAST.stack().executor(i % 2).url()
                        : FLOWCAST.stack().gateway(i % 2).url();
                asked.add(threads.submit(() -> command(new FlowcastApi(FLOWCAST.http(), base), failed, "retry")));
            }
            for (Future<String> answer : asked) {
                retries.add(answer.get());
            }
        }

        assertThat(retries).hasSize(1);
        String retry = retries.iterator().next();
        History history = FLOWCAST.follower(0).follow(retry);
        FLOWCAST.assertPromisesKept(history);
        assertThat(history.events())
                .filteredOn(event -> event.json().path("reused").asBoolean())
                .extracting(event -> event.json().path("nodeId").asText())
                .containsExactly("before");
        JsonNode detail = FLOWCAST.api(0).detail(retry);
        assertThat(detail.path("retryOf").asText()).isEqualTo(failed);
        assertThat(detail.path("nodeDetails").path("before").path("output"))
                .isEqualTo(node(failed, "before").path("output"));
        assertThat(FLOWCAST.api(1).detail(failed).path("retriedBy").asText()).isEqualTo(retry);
    }

    @Test
    void ofSignalsThatTwoExecutorsGetAtOnceOneIsTakenWhichIsTheOutput() throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of());
            if (round > 0) {
                awaitStatus(id, "waiting");
            }
            Map<String, Integer> answers = new TreeMap<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Map<String, Future<HttpResponse<String>>> asked = new TreeMap<>();
                for (int i = 0; i < 8; i++) {
                    String base = FLOWCAST.stack().executor(i % 2).url();
                    String payload = "\"signal " + i + "\"";
                    asked.put(
                            payload,
                            threads.submit(() -> new FlowcastApi(FLOWCAST.http(), base)
                                    .post("/api/workflow/executions/" + id + "/signals/go", payload)));
                }
                for (Map.Entry<String, Future<HttpResponse<String>>> answer : asked.entrySet()) {
                    answers.put(answer.getKey(), answer.getValue().get().statusCode());
                }
            }

            assertThat(answers.values()).containsOnlyOnce(202).containsOnly(202, 409);
            String taken = answers.entrySet().stream()
                    .filter(answer -> answer.getValue() == 202)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            awaitStatus(id, "completed");
            assertThat(node(id, "ask").path("output").toString()).isEqualTo(taken);
        }
    }

    @Test
    void cancellingStopsACallThatIsUnderWay() throws Exception {
        try (HeldCalls calls = new HeldCalls()) {
            String id = startAt(1, TestDefinitions.EFFECT, calls);
            CompletableFuture<History> client = FLOWCAST.follow(id, 0);
            awaitCalls(calls, 1);

            command(0, id, "cancel");

            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events())
                    .extracting(event -> event.event())
                    .endsWith("node.cancelled", "workflow.cancelled");
            await("the connection is given up").atMost(Duration.ofSeconds(5)).until(() -> calls.abandoned() == 1);
        }
    }

    @Tag("long")
    @Test
    void anExecutionWithWhichEveryExecutorDiesIsPoisonedAndEnds() throws Exception {
        try (HeldCalls calls = new HeldCalls()) {
            String id = startAt(0, TestDefinitions.EFFECT, calls);
            CompletableFuture<History> client = FLOWCAST.follow(id, 1);
            for (int lost = 1; lost <= TAKEOVERS_SURVIVED + 1; lost++) {
                awaitCalls(calls, lost);
                Service owner = owner(id);
                owner.kill();
                owner.restart();
            }

            History history = client.join();
            FLOWCAST.assertPromisesKept(history);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.failed");
            assertThat(FLOWCAST.api(0).detail(id).path("error").path("title").asText())
                    .isEqualTo("Poisoned");
            assertThat(calls.keys()).hasSize(TAKEOVERS_SURVIVED + 1).containsOnly(id + ":effect");
        }
    }

    /** An executor's name has the id of its process. */
    private static Service owner(String id) throws IOException {
        try (RedisCommands redis = FLOWCAST.redis()) {
            String name = (String) redis.call("HGET", keys(id).execution(ExecutionId.of(id)), "executor");
            return FLOWCAST.stack().executors().stream()
                    .filter(executor -> name.contains("-" + executor.pid() + "-"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nobody is " + name));
        }
    }

    private static RedisKeys keys(String id) {
        return RedisKeys.of(ExecutionId.of(id));
    }

    /** Straight at one executor, so that the test knows whom to kill. */
    private static String startAt(int executor, String workflow, HeldCalls calls) throws Exception {
        Service service = FLOWCAST.stack().executor(executor);
        return new FlowcastApi(FLOWCAST.http(), service.url()).execute(workflow, Map.of("url", calls.url()));
    }

    private static String command(int gateway, String id, String command) throws Exception {
        return command(FLOWCAST.api(gateway), id, command);
    }

    private static String command(FlowcastApi api, String id, String command) throws Exception {
        HttpResponse<String> answer = api.post("/api/workflow/executions/" + id + "/" + command, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body()).path("executionId").asText();
    }

    private static JsonNode node(String id, String nodeId) throws IOException, InterruptedException {
        return FLOWCAST.api(0).detail(id).path("nodeDetails").path(nodeId);
    }

    private static void awaitCalls(HeldCalls calls, int count) {
        await().atMost(TAKEOVER).until(() -> calls.keys().size() >= count);
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(TAKEOVER)
                .until(() -> FLOWCAST.api(0).detail(id).path("status").asText().equals(status));
    }
}
