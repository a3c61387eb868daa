package io.flowcast.systemtests.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.Stack;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.ClusterSet;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Upheaval;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * On a Redis Cluster: what one server does is done, and what befalls one master befalls its own executions alone. The whole
 * suite runs on a cluster with {@code -Dflowcast.test.redis.topology=cluster}.
 */
class ClusterTest {
    private static final int EXECUTIONS = 8;
    /** Further ones, that are started while it happens. */
    private static final int LATER = 30;

    private static final String HOOK_SECRET = "known-to-both";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static ClusterSet redis;
    private static Stack stack;
    private static Upheaval upheaval;

    @BeforeAll
    static void start() throws IOException {
        redis = ClusterSet.start();
        stack = redis.use(Stack.settings()
                        .executors(2)
                        .gateways(2)
                        .definitions(TestDefinitions.folder())
                        .variable(ServiceKind.EXECUTOR, "FLOWCAST_SECRET_HOOK", HOOK_SECRET))
                .start();
        upheaval = new Upheaval(stack, redis::log);
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

    @BeforeEach
    void allIsWell() throws IOException {
        redis.awaitWell();
        redis.requireAllSlots(true);
        redis.failOver(true);
    }

    @Test
    void executionsOfAllMastersRunAreStreamedAndAreInOneList() throws Exception {
        Map<RedisServer, String> ids = new LinkedHashMap<>();
        while (ids.size() < 3) {
            String id = api(0).execute(TestDefinitions.CHAIN, Map.of());
            ids.put(redis.masterOf(keys(id).due()), id);
        }
        for (String id : ids.values()) {
            History history = upheaval.follower(1).follow(id);
            assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
            Promises.assertKept(history, redis.log(id));
        }
        JsonNode list = json(api(1), "/api/workflow/executions?workflowId=" + TestDefinitions.CHAIN);
        assertThat(list.path("executions").findValuesAsText("executionId")).containsAll(ids.values());
        assertThat(list.path("stats").path("completed").asInt())
                .isEqualTo(list.path("stats").path("total").asInt());
    }

    @Test
    void definitionsArePutReadChangedAndDeleted() throws Exception {
        String path = "/api/workflow/definitions/on-cluster";
        String definition = """
                {"id": "on-cluster", "name": "%s", "nodes": [{"id": "only", "type": "noop"}]}""";
        assertThat(api(0).put(path, definition.formatted("one")).statusCode()).isEqualTo(201);
        assertThat(api(1).put(path, definition.formatted("two")).statusCode()).isEqualTo(201);
        assertThat(json(api(0), path + "/versions").path("versions")).hasSize(2);
        String id = api(1).execute("on-cluster", Map.of());
        assertThat(upheaval.follower(0).follow(id).events().getLast().event()).isEqualTo("workflow.completed");
        assertThat(api(0).delete(path).statusCode()).isEqualTo(204);
        assertThat(api(0).get(path).statusCode()).isEqualTo(404);
    }

    @Test
    @Tag("long")
    void aMasterThatDiesIsReplacedAndEveryStreamTellsTheWholeStory() throws Exception {
        upheaval.outlive(
                "Cluster, a master killed", EXECUTIONS, LATER, () -> busiest().kill());
    }

    @Test
    @Tag("long")
    void theMasterOfTheDefinitionsDies() throws Exception {
        upheaval.outlive(
                "Cluster, the master of the definitions killed",
                EXECUTIONS,
                LATER,
                () -> redis.masterOf(RedisKeys.DEFINITIONS).kill());
    }

    @Test
    @Tag("long")
    void aMasterThatHandsOverLosesNothing() throws Exception {
        upheaval.outlive("Cluster, handed over", EXECUTIONS, LATER, () -> redis.handOver(busiest()));
    }

    /** Nobody replaces it, and the cluster is told to serve what it can. */
    @Test
    @Tag("long")
    void aMasterThatStaysAwayStopsItsOwnExecutionsAlone() throws Exception {
        redis.requireAllSlots(false);
        redis.failOver(false);
        RedisServer away = other(redis.masterOf(RedisKeys.DEFINITIONS));
        List<String> theirs = new ArrayList<>();
        List<String> others = new ArrayList<>();
        while (theirs.size() < 4 || others.size() < 4) {
            String id = upheaval.execute();
            (redis.masterOf(keys(id).due()).equals(away) ? theirs : others).add(id);
        }
        away.kill();

        for (String id : others) {
            upheaval.assertCompleted(upheaval.follower(0).follow(id));
        }
        String later = await().atMost(PATIENCE).ignoreExceptions().until(upheaval::execute, id -> true);
        History history = upheaval.follower(1).follow(later);
        upheaval.assertCompleted(history);
        assertThat(api(0).get("/api/workflow/executions").statusCode())
                .as("lists need all masters")
                .isEqualTo(503);
        assertThat(stack.gateways()).allMatch(Service::isReady);
        assertThat(stack.executors()).allMatch(Service::isReady);

        away.restart();
        for (String id : theirs) {
            upheaval.assertCompleted(upheaval.follower(0).follow(id));
        }
    }

    /** Each partition of a master is halfway to another for a while, in which nothing of it goes on, and nothing is done by halves. */
    @Test
    @Tag("long")
    void partitionsThatMoveToAnotherMasterStandStillMeanwhileAndGoOn() throws Exception {
        RedisServer from = busiest();
        RedisServer to = redis.masters().stream()
                .filter(master -> !master.equals(from))
                .findFirst()
                .orElseThrow();
        List<String> theirs = new ArrayList<>();
        for (int partition = 0; partition < 16; partition++) {
            String due = new RedisKeys(partition).due();
            if (redis.masterOf(due).equals(from)) {
                theirs.add(due);
            }
        }
        CompletableFuture<Void> moved = new CompletableFuture<>();
        upheaval.outlive(
                "Cluster, " + theirs.size() + " partitions moved",
                4 * EXECUTIONS,
                LATER,
                () -> Thread.ofVirtual().start(() -> {
                    try {
                        for (String partition : theirs) {
                            redis.reshard(partition, to, ClusterTest::awaitThatItIsNoticed);
                        }
                        moved.complete(null);
                    } catch (IOException | RuntimeException e) {
                        moved.completeExceptionally(e);
                    }
                }));
        moved.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        for (String partition : theirs) {
            assertThat(redis.masterOf(partition)).isEqualTo(to);
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode list = json(api(0), "/api/workflow/executions?workflowId=" + TestDefinitions.CALLING);
            assertThat(list.path("stats").path("completed").asInt())
                    .as("%s", list.path("stats"))
                    .isEqualTo(list.path("stats").path("total").asInt());
        });
        assertThat(stack.executors())
                .allSatisfy(executor -> assertThat(executor.log())
                        .noneMatch(line -> line.contains("makes no sense") || line.contains(" ERROR ")));
    }

    /** Executors were refused, several times over. */
    private static void awaitThatItIsNoticed() {
        double before = refused();
        await().atMost(PATIENCE).until(() -> refused() > before + 5);
    }

    private static double refused() {
        double sum = 0;
        for (Service executor : stack.executors()) {
            try {
                sum += Metrics.of(HTTP, executor).sum("flowcast_store_unavailable_total");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return sum;
    }

    @Test
    void anIdempotencyKeyStartsOneExecutionWhateverPartitionItIsOf() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int key = 0; key < 20; key++) {
            Set<String> same = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                String answer = api(i % 2)
                        .post(
                                "/api/workflow/execute",
                                "{\"workflowId\":\"" + TestDefinitions.INSTANT + "\"}",
                                "Idempotency-Key",
                                "cluster-" + key)
                        .body();
                same.add(JSON.readTree(answer).path("executionId").asText());
            }
            assertThat(same).hasSize(1);
            ids.addAll(same);
        }
        assertThat(ids).hasSize(20);
        assertThat(ids.stream().map(id -> ExecutionId.of(id).partition()).distinct())
                .hasSizeGreaterThan(3);
        String other = "{\"workflowId\":\"" + TestDefinitions.CHAIN + "\"}";
        assertThat(api(1).post("/api/workflow/execute", other, "Idempotency-Key", "cluster-0")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aDeliveryOfAWebhookStartsOneExecutionHoweverOftenItComes() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            var answer = api(i % 2)
                    .post(
                            "/api/workflow/hooks/" + TestDefinitions.HOOKED,
                            "{}",
                            "Authorization",
                            "Bearer " + HOOK_SECRET,
                            "Idempotency-Key",
                            "delivery-1");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            ids.add(JSON.readTree(answer.body()).path("executionId").asText());
        }
        assertThat(ids).hasSize(1);
        History history = upheaval.follower(0).follow(ids.iterator().next());
        assertThat(history.events().getLast().event()).isEqualTo("workflow.completed");
    }

    /** A stack of its own, with a short memory; after it there is nothing to be seen of those of others either. */
    @Test
    @Tag("long")
    void whatIsPastRetentionIsForgottenOnEveryMaster() throws Exception {
        try (Stack forgetful = redis.use(Stack.settings()
                        .executors(1)
                        .gateways(1)
                        .definitions(TestDefinitions.folder())
                        .property(ServiceKind.EXECUTOR, "flowcast.retention.age", "1m")
                        .property(ServiceKind.EXECUTOR, "flowcast.retention.least", "1m")
                        .property(ServiceKind.EXECUTOR, "flowcast.retention.every", "1s"))
                .start()) {
            FlowcastApi own = new FlowcastApi(HTTP, forgetful.gateway(0).url());
            Map<RedisServer, String> ids = new LinkedHashMap<>();
            while (ids.size() < 3) {
                String id = own.execute(TestDefinitions.CHAIN, Map.of());
                ids.put(redis.masterOf(keys(id).due()), id);
            }
            for (Map.Entry<RedisServer, String> id : ids.entrySet()) {
                await().atMost(PATIENCE.multipliedBy(2))
                        .until(() -> own.get("/api/workflow/executions/" + id.getValue())
                                        .statusCode()
                                == 404);
                try (RedisCommands master = new RedisCommands(id.getKey().port())) {
                    assertThat((List<?>) master.call("KEYS", "*" + id.getValue() + "*"))
                            .isEmpty();
                }
            }
        }
    }

    private static RedisServer busiest() throws IOException {
        return redis.masterOf(new RedisKeys(0).due());
    }

    private static RedisServer other(RedisServer than) throws IOException {
        for (int partition : IntStream.range(0, 16).toArray()) {
            RedisServer master = redis.masterOf(new RedisKeys(partition).due());
            if (!master.equals(than)) {
                return master;
            }
        }
        throw new IllegalStateException("all partitions are at one master");
    }

    private static RedisKeys keys(String executionId) {
        return RedisKeys.of(ExecutionId.of(executionId));
    }

    private static FlowcastApi api(int gateway) {
        return new FlowcastApi(HTTP, stack.gateway(gateway).url());
    }

    private static JsonNode json(FlowcastApi api, String path) throws Exception {
        return JSON.readTree(api.get(path).body());
    }
}
