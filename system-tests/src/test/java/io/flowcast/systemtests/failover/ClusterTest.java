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
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.ClusterSet;
import io.flowcast.systemtests.harness.TestDefinitions;
import io.flowcast.systemtests.harness.Upheaval;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        stack = redis.use(Stack.settings().executors(2).gateways(2).definitions(TestDefinitions.folder()))
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
