package io.flowcast.systemtests.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.stack.Stack;
import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Executions in every state that there is, whose executors are killed in the middle of them. */
final class EarlierExecutions {
    static final String SLEEPING = "sleeping";
    static final String ASKING_FOR_EVER = "asking for ever";
    static final String ASKING = "asking";
    static final String SIGNALLED_EARLY = "signalled early";
    static final String RUNNING = "running";
    static final String RETRYING = "retrying";
    static final String PAUSED = "paused";
    static final String LOOPING = "looping";
    static final String PARENT = "parent";
    static final String PARENT_OF_MANY = "parent of many";
    static final String WITH_A_SLOT = "with a slot";
    static final String IN_LINE = "in line";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";
    static final String KEYED = "keyed";

    static final String KEY = "order-1";
    static final String KEYED_BODY = "{\"workflowId\":\"" + TestDefinitions.CHAIN + "\",\"input\":{}}";
    /** A workflow of two versions, put by the API, with a schedule for New Year. */
    static final String SCHEDULED = "yearly";

    /** Nobody listens there. */
    static final String DEAD_BACKEND = "http://127.0.0.1:2/dead";

    private static final String LIMITED = "limited";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stack stack;
    private final FlowcastApi api;
    private final Map<String, String> ids = new HashMap<>();

    private EarlierExecutions(Stack stack) {
        this.stack = stack;
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.api = new FlowcastApi(http, stack.gateway(0).url());
    }

    /** The definitions that they need, and no more. */
    static Path definitions(Path folder) throws IOException {
        for (String id : List.of(
                TestDefinitions.SLEEPING,
                TestDefinitions.ASKING,
                TestDefinitions.FEW_STEPS,
                TestDefinitions.CALLING,
                TestDefinitions.LOOPING,
                TestDefinitions.CALLING_ANOTHER,
                TestDefinitions.CALLING_EACH,
                TestDefinitions.CHAIN,
                TestDefinitions.MIXED,
                TestDefinitions.EFFECT)) {
            Files.copy(TestDefinitions.folder().resolve(id + ".yaml"), folder.resolve(id + ".yaml"));
        }
        return folder;
    }

    /** Returns when all of them are as their names say, and the executors are dead. */
    static Map<String, String> leaveBehind(Stack stack) throws Exception {
        EarlierExecutions executions = new EarlierExecutions(stack);
        executions.put();
        executions.endSome();
        executions.haveSomeWait();
        executions.runSome();
        stack.executors().forEach(Service::kill);
        stack.gateways().forEach(Service::kill);
        return executions.ids;
    }

    private void put() throws Exception {
        for (int version = 1; version <= 2; version++) {
            assertThat(api.put("/api/workflow/definitions/" + SCHEDULED, """
                            {"id": "%s", "name": "Version %d", "triggers": [{"type": "schedule", "cron": "0 0 1 1 *"}],
                             "nodes": [{"id": "only", "type": "noop"}]}
                            """.formatted(SCHEDULED, version))
                            .statusCode())
                    .isEqualTo(201);
        }
        assertThat(api.put("/api/workflow/definitions/" + LIMITED, """
                        {"id": "%s", "concurrency": {"limit": 1},
                         "nodes": [{"id": "nap", "type": "wait", "with": {"duration": "4s"}}]}
                        """.formatted(LIMITED))
                        .statusCode())
                .isEqualTo(201);
        await().atMost(PATIENCE)
                .until(() -> JSON.readTree(api.get("/api/workflow/definitions/" + SCHEDULED)
                                .body())
                        .path("triggers")
                        .path(0)
                        .has("nextAt"));
    }

    private void endSome() throws Exception {
        Map<String, String> backend = Map.of("baseUrl", stack.backend().url());
        ids.put(COMPLETED, api.execute(TestDefinitions.MIXED, backend));
        ids.put(FAILED, api.execute(TestDefinitions.EFFECT, Map.of("url", DEAD_BACKEND + "/slow?ms=10")));
        ids.put(CANCELLED, api.execute(TestDefinitions.ASKING, Map.of()));
        post(CANCELLED, "/cancel");
        String keyed = api.post("/api/workflow/execute", KEYED_BODY, "Idempotency-Key", KEY)
                .body();
        ids.put(KEYED, JSON.readTree(keyed).path("executionId").asText());
        for (String ended : List.of(COMPLETED, FAILED, CANCELLED, KEYED)) {
            await(ended).atMost(PATIENCE).until(() -> detail(ended).has("endTime"));
        }
    }

    private void haveSomeWait() throws Exception {
        ids.put(
                SLEEPING,
                api.execute(
                        TestDefinitions.SLEEPING,
                        Map.of("until", Instant.now().plusSeconds(120).toString())));
        ids.put(ASKING_FOR_EVER, api.execute(TestDefinitions.ASKING, Map.of()));
        ids.put(ASKING, api.execute(TestDefinitions.ASKING, Map.of()));
        ids.put(
                PARENT,
                api.execute(
                        TestDefinitions.CALLING_ANOTHER,
                        Map.of("workflowId", TestDefinitions.ASKING, "input", Map.of())));
        ids.put(SIGNALLED_EARLY, api.execute(TestDefinitions.FEW_STEPS, Map.of()));
        ids.put(
                PAUSED,
                api.execute(
                        TestDefinitions.CALLING,
                        Map.of("baseUrl", stack.backend().url())));
        awaitNodes(PAUSED, 3);
        post(PAUSED, "/pause");
        for (String waiting : List.of(SLEEPING, ASKING_FOR_EVER, ASKING, PARENT, SIGNALLED_EARLY)) {
            await(waiting)
                    .atMost(PATIENCE)
                    .until(() -> detail(waiting).path("status").asText().equals("waiting"));
        }
        post(SIGNALLED_EARLY, "/signals/s2");
        await().atMost(PATIENCE)
                .until(() -> detail(PAUSED).path("status").asText().equals("paused"));
        await("the early signal is taken in")
                .atMost(PATIENCE)
                .until(() -> api.get("/api/workflow/executions/" + ids.get(SIGNALLED_EARLY) + "/events")
                        .body()
                        .contains("signal.received"));
    }

    private void runSome() throws Exception {
        Map<String, String> backend = Map.of("baseUrl", stack.backend().url());
        ids.put(RETRYING, api.execute(TestDefinitions.CALLING, Map.of("baseUrl", DEAD_BACKEND)));
        ids.put(LOOPING, api.execute(TestDefinitions.LOOPING, backend));
        ids.put(PARENT_OF_MANY, api.execute(TestDefinitions.CALLING_EACH, backend));
        ids.put(RUNNING, api.execute(TestDefinitions.CALLING, backend));
        ids.put(WITH_A_SLOT, api.execute(LIMITED, Map.of()));
        ids.put(IN_LINE, api.execute(LIMITED, Map.of()));
        awaitNodes(RUNNING, 4);
        assertThat(detail(IN_LINE).path("status").asText()).isEqualTo("pending");
        assertThat(detail(RETRYING)
                        .path("nodeDetails")
                        .path("n1")
                        .path("status")
                        .asText())
                .isIn("retrying", "running");
    }

    private void awaitNodes(String execution, int count) {
        await(execution)
                .atMost(PATIENCE)
                .until(() -> detail(execution).path("nodesExecuted").size() >= count);
    }

    private void post(String execution, String command) throws Exception {
        assertThat(api.post("/api/workflow/executions/" + ids.get(execution) + command, "")
                        .statusCode())
                .isEqualTo(202);
    }

    private JsonNode detail(String execution) throws Exception {
        return api.detail(ids.getOrDefault(execution, ""));
    }
}
