package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executions that wait for signals and for other executions, over HTTP and on a real Redis. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(CommandResourceTest.Settings.class)
class WaitingTest {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void awaitDefinitions() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "parent"));
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "approval"));
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "endless"));
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "family"));
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "approvals"));
    }

    private static ExecutionId started(String body) {
        return ExecutionId.of(json().body(body)
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));
    }

    private static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }

    private static ValidatableResponse signal(ExecutionId id, String name, String key, String payload) {
        return json().header("Idempotency-Key", key)
                .body(payload)
                .post("/api/workflow/executions/" + id + "/signals/" + name)
                .then();
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }

    private Map<String, String> awaitStatus(ExecutionId id, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> status.equals(state(id).get(ExecutionFields.STATUS)));
        return state(id);
    }

    private List<String> told(ExecutionId id) {
        return StoredLog.types(redis, id);
    }

    private ExecutionId child(ExecutionId parent) {
        String node = state(parent).getOrDefault("node:ship", "");
        int at = node.indexOf("\"childId\":\"") + "\"childId\":\"".length();
        return ExecutionId.of(node.substring(at, node.indexOf('"', at)));
    }

    @Test
    void aSignalThatNestsTooDeepIsRefusedAndOneAtTheLimitIsTaken() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        for (int levels : new int[] {101, 999, 5_000}) {
            signal(id, "late", "deep" + levels, "[".repeat(levels) + "]".repeat(levels))
                    .statusCode(400)
                    .body("type", equalTo("nested-too-deep"));
        }
        signal(id, "late", "deep", "[".repeat(100) + "]".repeat(100)).statusCode(202);
        signal(id, "approved", "k", "{\"by\":\"ann\"}").statusCode(202);

        awaitStatus(id, "completed");
    }

    @Test
    void aSignalWakesTheNodeThatWaitsForIt() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        Map<String, String> waiting = awaitStatus(id, "waiting");
        assertThat(waiting).containsEntry(ExecutionFields.EXECUTOR, "");
        assertThat(redis.sortedSet(String.class).zscore(RedisKeys.of(id).due(), id.toString()))
                .isEmpty();

        signal(id, "approved", "k1", "{\"by\":\"ann\"}")
                .statusCode(202)
                .header("Location", equalTo("/api/workflow/executions/" + id))
                .body("status", equalTo("signalled"));
        signal(id, "late", "k2", "").statusCode(202);

        assertThat(awaitStatus(id, "completed"))
                .containsEntry("output:wait", "{\"by\":\"ann\"}")
                .containsEntry("output:late", "null")
                .containsEntry(ExecutionFields.OUTPUT, "{\"text\":\"by ann\"}");
        assertThat(told(id))
                .containsSubsequence("node.waiting", "execution.waiting", "signal.received", "node.completed");
    }

    @Test
    void oneForAnExecutionThatALaterVersionWroteIsRefused() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        awaitStatus(id, "waiting");
        redis.hash(String.class).hset(RedisKeys.of(id).execution(id), ExecutionFields.DEFINITION, "of another time");

        signal(id, "approved", "k", "{\"by\":\"ann\"}").statusCode(409).body("type", equalTo("unreadable-execution"));
    }

    @Test
    void oneThatComesEarlyIsKeptOverTheWait() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        awaitStatus(id, "waiting");

        signal(id, "late", "k2", "7").statusCode(202);
        await().until(() -> told(id).contains("signal.received"));
        awaitStatus(id, "waiting");
        signal(id, "approved", "k1", "{\"by\":\"bob\"}").statusCode(202);

        assertThat(awaitStatus(id, "completed")).containsEntry("output:late", "7");
    }

    @Test
    void oneNameIsTakenOnceAndTheSameKeyIsTheSameSignal() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");

        signal(id, "approved", "k1", "{\"by\":\"ann\"}").statusCode(202);
        signal(id, "approved", "k1", "{\"by\":\"ann\"}").statusCode(202);
        signal(id, "approved", "k2", "{\"by\":\"bob\"}")
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("signal-received"));
        signal(id, "late", "k3", "").statusCode(202);
        awaitStatus(id, "completed");

        signal(id, "approved", "k1", "{\"by\":\"ann\"}").statusCode(202);
        signal(id, "approved", "k9", "{\"by\":\"ann\"}").statusCode(409).body("type", equalTo("execution-finished"));
        assertThat(state(id)).containsEntry("output:wait", "{\"by\":\"ann\"}");
    }

    @Test
    void ofManyThatRaceOneIsTaken() throws Exception {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                String key = "k" + i;
                answers.add(threads.submit(() -> signal(id, "approved", key, "{\"by\":\"" + key + "\"}")
                        .extract()
                        .statusCode()));
            }
        }

        int taken = 0;
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isIn(202, 409);
            taken += answer.get() == 202 ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1);
        assertThat(Objects.requireNonNull(told(id)))
                .filteredOn("signal.received"::equals)
                .hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "approved | {by: 1}         | 400 | malformed-json",
                "approved | {\"by\":1}      | 422 | invalid-signal",
                "approved | 7               | 422 | invalid-signal",
                "other    | {}              | 404 | unknown-signal"
            })
    void aBadSignalIsRefused(String name, String payload, int status, String type) {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");

        signal(id, name, "k", payload).statusCode(status).contentType(PROBLEM).body("type", equalTo(type));
        assertThat(state(id)).doesNotContainKey("signal:approved");
    }

    @Test
    void oneThatIsNoTextOrHoldsANumberThatNothingHoldsIsRefused() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");

        json().body(CommandResourceTest.NO_TEXT)
                .post("/api/workflow/executions/" + id + "/signals/late")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("malformed-json"));
        signal(id, "late", "k", "[1e400]")
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("number-too-large"));
        assertThat(state(id)).doesNotContainKey("signal:late");
    }

    @Test
    void refusalsSayWhereAndWhatThereIs() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");

        signal(id, "approved", "k", "{\"by\": tru}")
                .statusCode(400)
                .body("errors[0].line", equalTo(1), "errors[0].column", equalTo(8));
        signal(id, "approved", "k", "{\"by\":1}").statusCode(422).body("errors[0].pointer", equalTo("/by"));
        signal(id, "other", "k", "").statusCode(404).body("detail", containsString("approved, late"));
        signal(id, "approved", "k", "\"" + "x".repeat(300_000) + "\"").statusCode(413);
        signal(ExecutionId.of("wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB"), "approved", "k", "")
                .statusCode(404)
                .body("type", equalTo("unknown-execution"));
        json().post("/api/workflow/executions/nonsense/signals/approved").then().statusCode(400);
    }

    @Test
    void theDeadlineOfASignalTakesTheTimeoutEdge() {
        ExecutionId id = started("{\"workflowId\":\"deadline\"}");

        Map<String, String> ended = awaitStatus(id, "completed");
        assertThat(ended.get("node:gaveUp")).contains("completed");
        assertThat(ended.get("node:never")).contains("skipped");
    }

    @Test
    void aPausedExecutionTakesSignalsAndStartsNothing() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        awaitStatus(id, "waiting");
        json().post("/api/workflow/executions/" + id + "/pause").then().statusCode(202);
        awaitStatus(id, "paused");

        signal(id, "approved", "k1", "{\"by\":\"ann\"}").statusCode(202);
        await().until(() -> state(id).getOrDefault("node:wait", "").contains("completed"));
        assertThat(state(id)).containsEntry(ExecutionFields.STATUS, "paused").doesNotContainKey("node:late");

        json().post("/api/workflow/executions/" + id + "/resume").then().statusCode(202);
        signal(id, "late", "k2", "").statusCode(202);
        awaitStatus(id, "completed");
    }

    /** Whoever sent it gave up waiting for an answer and sent it again; then it arrives, when all has moved on. */
    @Test
    void aPauseThatIsRepeatedLateDoesNotUndoTheResume() {
        ExecutionId id = started("{\"workflowId\":\"approval\"}");
        awaitStatus(id, "waiting");
        ask(id, "pause", "p1").statusCode(202);
        awaitStatus(id, "paused");
        ask(id, "resume", "r1").statusCode(202);

        ask(id, "pause", "p1").statusCode(202).body("status", equalTo("pausing"));

        signal(id, "approved", "k1", "{\"by\":\"ann\"}").statusCode(202);
        signal(id, "late", "k2", "").statusCode(202);
        awaitStatus(id, "completed");
        ask(id, "pause", "no key").statusCode(400).body("type", equalTo("invalid-idempotency-key"));
    }

    private static ValidatableResponse ask(ExecutionId id, String what, String key) {
        return json().header("Idempotency-Key", key)
                .post("/api/workflow/executions/" + id + "/" + what)
                .then();
    }

    @Test
    void aWorkflowRunsAnotherAndGivesItsOutput() {
        ExecutionId id =
                started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"child\",\"input\":{\"total\":21}}}");

        Map<String, String> ended = awaitStatus(id, "completed");
        assertThat(ended)
                .containsEntry("output:ship", "{\"total\":42}")
                .containsEntry(ExecutionFields.OUTPUT, "{\"got\":{\"total\":42}}");
        Map<String, String> child = state(child(id));
        assertThat(child)
                .containsEntry(ExecutionFields.STATUS, "completed")
                .containsEntry(ExecutionFields.PARENT, id + " ship 0")
                .containsEntry(ExecutionFields.DEPTH, "1")
                .containsEntry(ExecutionFields.TRACE_ID, ended.get(ExecutionFields.TRACE_ID));
        assertThat(told(id))
                .containsSubsequence("node.started", "node.waiting", "node.completed", "workflow.completed");
    }

    private List<String> childrenOf(ExecutionId parent) {
        return redis.sortedSet(String.class).zrange(RedisKeys.of(parent).parentIndex(parent), 0, -1);
    }

    private static ExecutionId family(String workflowId, int count, int atOnce) {
        return started("{\"workflowId\":\"family\",\"input\":{\"workflowId\":\"" + workflowId + "\",\"count\":" + count
                + ",\"atOnce\":" + atOnce + "}}");
    }

    @Test
    void eachItemOfAListRunsAnotherAndGivesItsOutput() {
        ExecutionId id = family("child", 30, 7);

        assertThat(awaitStatus(id, "completed").get(ExecutionFields.OUTPUT))
                .startsWith("{\"all\":[2,4,6,8,10,")
                .endsWith(",58,60]}");
        assertThat(childrenOf(id)).hasSize(30);
        assertThat(childrenOf(id).stream()
                        .map(child -> state(ExecutionId.of(child)).get(ExecutionFields.PARENT)))
                .contains(id + " each 0 0", id + " each 0 29")
                .doesNotHaveDuplicates();
        assertThat(told(id)).hasSizeLessThan(20);
        assertThat(redis.key().keys("flow:*items:" + id + "*")).isEmpty();
    }

    @Test
    void theFailureOfOneItemsIsTheNodes() {
        ExecutionId id = family("child", 102, 50);

        assertThat(awaitStatus(id, "failed").get(ExecutionFields.ERROR))
                .contains("\"title\":\"Rejected\"")
                .contains("item 10")
                .contains(": too much");
    }

    @Test
    void itemsThatWaitHoldNothingAndEndWithTheirParent() {
        ExecutionId id = family("approval", 200, 200);
        await().atMost(Duration.ofSeconds(30)).until(() -> childrenOf(id).size() == 200);
        awaitStatus(id, "waiting");
        await().until(() -> state(id).get(ExecutionFields.EXECUTOR).isEmpty());
        assertThat(redis.sortedSet(String.class)
                        .zscore(RedisKeys.of(id).due(), id.toString())
                        .getAsDouble())
                .as("only to look whether one was lost")
                .isGreaterThan(System.currentTimeMillis() + 300_000.0);

        json().post("/api/workflow/executions/" + id + "/cancel").then().statusCode(202);
        awaitStatus(id, "cancelled");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> childrenOf(id).stream()
                        .allMatch(child ->
                                "cancelled".equals(state(ExecutionId.of(child)).get(ExecutionFields.STATUS))));
    }

    @Test
    void eachItemOfAListWaitsForItsSignal() {
        ExecutionId id = started("{\"workflowId\":\"approvals\",\"input\":{\"count\":3,\"atOnce\":2}}");
        signal(id, "approved.2", "k2", "{\"by\":\"cid\"}").statusCode(202);
        awaitStatus(id, "waiting");
        await().until(() -> state(id).get(ExecutionFields.EXECUTOR).isEmpty());
        assertThat(redis.sortedSet(String.class).zscore(RedisKeys.of(id).due(), id.toString()))
                .as("only a signal wakes it")
                .isEmpty();

        signal(id, "approved.1", "k", "{\"by\":1}").statusCode(422);
        signal(id, "approved", "k", "{\"by\":\"ann\"}")
                .statusCode(404)
                .body("detail", containsString("approved.<index>"));
        signal(id, "approved.3", "k", "{\"by\":\"ann\"}").statusCode(404).body("type", equalTo("unknown-signal"));
        signal(id, "approved.1", "k1", "{\"by\":\"bob\"}").statusCode(202);
        signal(id, "approved.1", "k1", "{\"by\":\"bob\"}").statusCode(202);
        signal(id, "approved.1", "other", "{\"by\":\"eve\"}").statusCode(409).body("type", equalTo("signal-received"));
        signal(id, "approved.0", "k0", "{\"by\":\"ann\"}").statusCode(202);

        assertThat(awaitStatus(id, "completed"))
                .containsEntry(ExecutionFields.OUTPUT, "{\"all\":[\"ann\",\"bob\",\"cid\"]}");
        signal(id, "approved.0", "k0", "{\"by\":\"ann\"}").statusCode(202);
        signal(id, "approved.0", "k", "{\"by\":\"ann\"}").statusCode(409).body("type", equalTo("execution-finished"));
    }

    @Test
    void aListStaysTheOneWithWhichItsNodeBeganWhileItsItemsWait() {
        ExecutionId id = started("{\"workflowId\":\"drawn-lots\"}");
        awaitStatus(id, "waiting");
        await().until(() -> state(id).get(ExecutionFields.EXECUTOR).isEmpty());
        String list = redis.hash(String.class).hget(RedisKeys.of(id).itemWaits(id, "each"), "list");

        signal(id, "approved.0", "k0", "").statusCode(202);
        signal(id, "approved.1", "k1", "").statusCode(202);
        assertThat(awaitStatus(id, "completed")).containsEntry("output:each", list);
    }

    @Test
    void aThousandItemsMayWaitAtOnce() throws Exception {
        ExecutionId id = started("{\"workflowId\":\"approvals\",\"input\":{\"count\":1000,\"atOnce\":1000}}");
        awaitStatus(id, "waiting");
        await().until(() -> state(id).get(ExecutionFields.EXECUTOR).isEmpty());

        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int item = 999; item >= 0; item--) {
                HttpRequest signal = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port
                                + "/api/workflow/executions/" + id + "/signals/approved." + item))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "k" + item)
                        .POST(BodyPublishers.ofString("{\"by\":\"" + item + "\"}"))
                        .build();
                assertThat(client.send(signal, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(202);
            }
        }
        assertThat(awaitStatus(id, "completed").get(ExecutionFields.OUTPUT))
                .startsWith("{\"all\":[\"0\",\"1\",\"2\"")
                .endsWith("\"999\"]}");
        assertThat(told(id)).hasSizeLessThan(200);
    }

    @Test
    void itsFailureIsTheNodesAndSaysWhose() {
        ExecutionId id =
                started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"child\",\"input\":{\"total\":500}}}");

        assertThat(awaitStatus(id, "failed").get(ExecutionFields.ERROR))
                .contains("\"type\":\"raised\"")
                .contains("\"title\":\"Rejected\"")
                .contains("execution " + child(id) + ": too much");
    }

    @Test
    void aDefinitionThatThisExecutorDoesNotUnderstandFailsTheNodeSuchThatItMayBeRetried() {
        var summaries = redis.hash(String.class);
        summaries.hset(
                RedisKeys.DEFINITIONS,
                "of-tomorrow-too",
                summaries.hget(RedisKeys.DEFINITIONS, "child").replace("child", "of-tomorrow-too"));
        redis.hash(String.class).hset(RedisKeys.definition("of-tomorrow-too"), "1", "{\"definition\":{\"nodes\":7}}");

        ExecutionId id = started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"of-tomorrow-too\"}}");

        assertThat(awaitStatus(id, "failed").get(ExecutionFields.ERROR))
                .contains("\"type\":\"server\"")
                .contains("of-tomorrow-too");
        summaries.hdel(RedisKeys.DEFINITIONS, "of-tomorrow-too");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"workflowId\":\"child\",\"input\":{}}",
                "{\"workflowId\":\"nowhere\"}",
                "{\"workflowId\":\"endless\"}"
            })
    void whatCannotBeStartedFailsTheNode(String input) {
        ExecutionId id = started("{\"workflowId\":\"parent\",\"input\":" + input + "}");

        assertThat(awaitStatus(id, "failed").get(ExecutionFields.ERROR)).contains("\"type\":\"validation\"");
    }

    @Test
    void cancelGoesDown() {
        ExecutionId id = started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"approval\"}}");
        awaitStatus(id, "waiting");
        ExecutionId child = child(id);
        awaitStatus(child, "waiting");

        json().post("/api/workflow/executions/" + id + "/cancel").then().statusCode(202);

        awaitStatus(id, "cancelled");
        awaitStatus(child, "cancelled");
    }

    @Test
    void anEndThatNobodyToldIsFound() {
        ExecutionId id = started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"approval\"}}");
        awaitStatus(id, "waiting");
        ExecutionId child = child(id);
        awaitStatus(child, "waiting");
        int events = told(id).size();

        look(id);
        await().until(() -> handedBack(id));
        assertThat(told(id)).as("looking tells nothing").hasSize(events);
        redis.hash(String.class)
                .hset(
                        RedisKeys.of(child).execution(child),
                        Map.of(ExecutionFields.STATUS, "completed", ExecutionFields.OUTPUT, "{\"text\":\"unheard\"}"));
        look(id);

        assertThat(awaitStatus(id, "completed")).containsEntry("output:ship", "{\"text\":\"unheard\"}");
    }

    @Test
    void aChildThatIsGoneFailsTheNode() {
        ExecutionId id = started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"approval\"}}");
        awaitStatus(id, "waiting");
        ExecutionId child = child(id);
        awaitStatus(child, "waiting");

        redis.key().del(RedisKeys.of(child).execution(child));
        look(id);

        assertThat(awaitStatus(id, "failed").get(ExecutionFields.ERROR)).contains("\"type\":\"crashed\"");
    }

    /** As if the time had come to look what became of the child. */
    private void look(ExecutionId id) {
        redis.sortedSet(String.class).zadd(RedisKeys.of(id).due(), (double) System.currentTimeMillis(), id.toString());
    }

    private boolean handedBack(ExecutionId id) {
        double due = redis.sortedSet(String.class)
                .zscore(RedisKeys.of(id).due(), id.toString())
                .orElse(0);
        return state(id).getOrDefault(ExecutionFields.EXECUTOR, "").isEmpty()
                && due > System.currentTimeMillis() + Duration.ofMinutes(5).toMillis();
    }

    @Test
    void theCancellationOfAChildFailsTheNode() {
        ExecutionId id = started("{\"workflowId\":\"parent\",\"input\":{\"workflowId\":\"approval\"}}");
        awaitStatus(id, "waiting");

        json().post("/api/workflow/executions/" + child(id) + "/cancel").then().statusCode(202);

        assertThat(awaitStatus(id, "failed").get(ExecutionFields.ERROR)).contains("\"type\":\"cancelled\"");
    }
}
