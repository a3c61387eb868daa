package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.LocalServer;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pause, resume, retry and rerun, over HTTP and on a real Redis. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(CommandResourceTest.Settings.class)
class ControlResourceTest {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    RedisDataSource redis;

    private LocalServer server;
    /** What the calls of {@code repair} are answered with, and how many there were. */
    private final AtomicInteger status = new AtomicInteger(200);

    private final AtomicInteger firstCalls = new AtomicInteger();
    private final AtomicInteger secondCalls = new AtomicInteger();

    @BeforeEach
    void serve() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "repair"));
        server = LocalServer.start();
        answer("/first", firstCalls, new AtomicInteger(200));
        answer("/second", secondCalls, status);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void answer(String path, AtomicInteger calls, AtomicInteger answered) {
        server.on(path, exchange -> {
            String body = "\"" + path + " " + calls.incrementAndGet() + "\"";
            LocalServer.answer(exchange, answered.get(), "application/json", body);
        });
    }

    private ExecutionId started(String workflow) {
        String body =
                "{\"workflowId\": \"" + workflow + "\", \"input\": {\"count\": 3, \"url\": \"" + server.url() + "\"}}";
        return ExecutionId.of(given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));
    }

    private static ValidatableResponse post(ExecutionId id, String command) {
        return given().post("/api/workflow/executions/" + id + "/" + command).then();
    }

    private static ExecutionId accepted(ValidatableResponse response) {
        return ExecutionId.of(response.statusCode(202).extract().path("executionId"));
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }

    private Map<String, String> awaitStatus(ExecutionId id, String status) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> status.equals(state(id).get(ExecutionFields.STATUS)));
        return state(id);
    }

    private List<String> told(ExecutionId id) {
        return StoredLog.types(redis, id);
    }

    private ExecutionId failed() {
        status.set(404);
        ExecutionId id = started("repair");
        awaitStatus(id, "failed");
        status.set(200);
        return id;
    }

    @Test
    void aPausedExecutionIsDueNowhereAndGoesOnWhenResumed() {
        ExecutionId id = started("long-wait");
        awaitStatus(id, "waiting");

        assertThat(accepted(post(id, "pause"))).isEqualTo(id);
        awaitStatus(id, "paused");
        await().until(() -> redis.sortedSet(String.class)
                .zscore(new RedisKeys(0).due(), id.toString())
                .isEmpty());
        post(id, "pause").statusCode(202);
        assertThat(redis.sortedSet(String.class).zscore(new RedisKeys(0).due(), id.toString()))
                .isEmpty();
        assertThat(state(id)).containsEntry(ExecutionFields.EXECUTOR, "");

        post(id, "resume").statusCode(202);
        post(id, "resume").statusCode(202);
        awaitStatus(id, "waiting");
        assertThat(told(id))
                .containsExactly(
                        "workflow.started",
                        "node.started",
                        "node.waiting",
                        "execution.waiting",
                        "workflow.paused",
                        "workflow.resumed",
                        "execution.waiting");

        post(id, "pause");
        awaitStatus(id, "paused");
        post(id, "cancel").statusCode(202);
        awaitStatus(id, "cancelled");
    }

    @ParameterizedTest
    @CsvSource({"pause, execution-finished", "resume, execution-finished", "retry, execution-completed"})
    void whatHasCompletedIsNeitherPausedNorResumedNorRetried(String command, String type) {
        ExecutionId id = started("chain");
        awaitStatus(id, "completed");

        post(id, command).statusCode(409).contentType(PROBLEM).body("type", equalTo(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "rerun"})
    void whatHasNotEndedIsNotRepeated(String command) {
        ExecutionId id = started("long-wait");

        post(id, command).statusCode(409).contentType(PROBLEM).body("type", equalTo("execution-not-finished"));
        assertThat(state(id)).doesNotContainKeys(ExecutionFields.RETRIED_BY, ExecutionFields.RERUN_BY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "pause", "resume", "retry", "rerun"})
    void whatIsNotThereIsNotFound(String command) {
        given().post("/api/workflow/executions/wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB/" + command)
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("type", equalTo("unknown-execution"));
        given().post("/api/workflow/executions/nonsense/" + command)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("invalid-execution-id"));
    }

    @Test
    void aRetryRunsOnlyWhatFailedAndKeepsTheRest() {
        ExecutionId id = failed();

        ExecutionId retry = accepted(post(id, "retry"));

        Map<String, String> state = awaitStatus(retry, "completed");
        assertThat(state)
                .containsEntry(ExecutionFields.RETRY_OF, id.toString())
                .containsKey("output:first")
                .containsEntry(ExecutionFields.OUTPUT, "{\"first\":\"/first 1\",\"second\":\"/second 2\"}");
        assertThat(state.get("node:first")).contains("\"reused\":true");
        assertThat(state(id)).containsEntry(ExecutionFields.RETRIED_BY, retry.toString());
        assertThat(state(id)).containsEntry(ExecutionFields.STATUS, "failed");
        assertThat(firstCalls).hasValue(1);
        assertThat(secondCalls).hasValue(2);
        assertThat(told(retry))
                .containsExactly(
                        "workflow.started", "node.completed", "node.started", "node.completed", "workflow.completed");
    }

    @Test
    void thereIsOneRetryOfEach() {
        ExecutionId id = failed();

        List<ExecutionId> retries = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> accepted(given().header("Idempotency-Key", UUID.randomUUID())
                        .post("/api/workflow/executions/" + id + "/retry")
                        .then()))
                .distinct()
                .toList();

        assertThat(retries).hasSize(1);
        awaitStatus(retries.getFirst(), "completed");
        assertThat(accepted(post(id, "retry"))).isEqualTo(retries.getFirst());
        assertThat(secondCalls).hasValue(2);
    }

    @Test
    void aRetryThatFailsIsRetriedItself() {
        ExecutionId id = failed();
        status.set(404);
        ExecutionId retry = accepted(post(id, "retry"));
        awaitStatus(retry, "failed");
        status.set(200);

        ExecutionId again = accepted(post(retry, "retry"));

        awaitStatus(again, "completed");
        assertThat(firstCalls).hasValue(1);
    }

    @Test
    void aCancelledExecutionIsRetried() {
        ExecutionId id = started("long-wait");
        awaitStatus(id, "waiting");
        post(id, "cancel");
        awaitStatus(id, "cancelled");

        ExecutionId retry = accepted(post(id, "retry"));

        awaitStatus(retry, "waiting");
    }

    @Test
    void aRerunRunsEverythingOnceMore() {
        ExecutionId id = failed();

        ExecutionId rerun = accepted(post(id, "rerun"));
        ExecutionId another = accepted(post(id, "rerun?version=latest"));

        assertThat(awaitStatus(rerun, "completed"))
                .containsEntry(ExecutionFields.RERUN_OF, id.toString())
                .containsEntry(ExecutionFields.INPUT, state(id).get(ExecutionFields.INPUT));
        awaitStatus(another, "completed");
        assertThat(state(id)).containsEntry(ExecutionFields.RERUN_BY, another + " " + rerun);
        assertThat(firstCalls).hasValue(3);
        assertThat(told(rerun)).doesNotContain("node.failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "rerun"})
    void theSameIdempotencyKeyIsTheSameExecution(String command) {
        ExecutionId id = failed();
        String key = UUID.randomUUID().toString();
        String path = "/api/workflow/executions/" + id + "/" + command;

        ExecutionId first =
                accepted(given().header("Idempotency-Key", key).post(path).then());

        assertThat(accepted(given().header("Idempotency-Key", key).post(path).then()))
                .isEqualTo(first);
        given().header("Idempotency-Key", key)
                .post("/api/workflow/executions/" + failed() + "/" + command)
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("idempotency-key-reused"));
        given().header("Idempotency-Key", "two words").post(path).then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ?version=0      |                       | 400 | invalid-request
                    ?version=x      |                       | 400 | invalid-request
                    ?version=99     |                       | 404 | unknown-workflow
                    ''              | {"version": 99}       | 404 | unknown-workflow
                    ''              | {"version": -1}       | 400 | invalid-request
                    ''              | {"version": []}       | 400 | invalid-request
                    ''              | {"versions": 1}       | 400 | invalid-request
                    ''              | [1]                   | 400 | invalid-request
                    ''              | {                     | 400 | malformed-json
                    ?version=3000000000 |                   | 400 | invalid-request
                    ''              | {"version": 3000000000} | 400 | invalid-request
                    ?version=latest | {"version": 1}        | 400 | invalid-request
                    """)
    void aBadVersionIsNamedAndStartsNothing(String query, String body, int answered, String type) {
        ExecutionId id = failed();

        given().contentType(ContentType.JSON)
                .body(body == null ? "" : body)
                .post("/api/workflow/executions/" + id + "/rerun" + query)
                .then()
                .statusCode(answered)
                .contentType(PROBLEM)
                .body("type", equalTo(type))
                .body("detail", not(containsString("null")));
        assertThat(state(id)).doesNotContainKey(ExecutionFields.RERUN_BY);
    }

    @Test
    void aBrokenBodyIsToldItsPlace() {
        given().contentType(ContentType.JSON)
                .body("{\"version\": }")
                .post("/api/workflow/executions/" + failed() + "/rerun")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors[0].line", equalTo(1))
                .body("errors[0].column", equalTo(13));
    }

    @Test
    void theVersionMayStandInTheBody() {
        ExecutionId id = failed();

        ExecutionId rerun = accepted(given().contentType(ContentType.JSON)
                .body("{\"version\": \"latest\"}")
                .post("/api/workflow/executions/" + id + "/rerun")
                .then());

        awaitStatus(rerun, "completed");
    }
}
