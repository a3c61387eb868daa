package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.service.testing.DrippingClient;
import io.flowcast.stack.LocalServer;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The executor as a whole, over HTTP and on a real Redis. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(CommandResourceTest.Settings.class)
class CommandResourceTest {

    /** Public, as Quarkus makes one. */
    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "flowcast.api.body-timeout",
                    "3s",
                    "flowcast.definitions.dir",
                    "src/test/resources/workflows",
                    "flowcast.http.allow",
                    "127.0.0.0/8",
                    "flowcast.retention.every",
                    "300ms");
        }
    }

    private static final String PROBLEM = "application/problem+json";

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void awaitDefinitions() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "short-wait"));
    }

    private static RequestSpecification json() {
        return given().contentType(ContentType.JSON);
    }

    private static ValidatableResponse execute(String body) {
        return json().body(body).post("/api/workflow/execute").then();
    }

    private static ExecutionId started(String body) {
        return ExecutionId.of(execute(body).statusCode(202).extract().path("executionId"));
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }

    private Map<String, String> awaitEnd(ExecutionId id, String status) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> status.equals(state(id).get(ExecutionFields.STATUS)));
        return state(id);
    }

    private List<String> told(ExecutionId id) {
        return StoredLog.types(redis, id);
    }

    private long executions() {
        return redis.sortedSet(String.class).zcard(new RedisKeys(0).index());
    }

    private static LocalServer server(Answer answer) {
        AtomicInteger calls = new AtomicInteger();
        return LocalServer.start()
                .on(
                        "/",
                        exchange -> LocalServer.answer(
                                exchange, answer.status(calls.incrementAndGet()), "application/json", "\"fine\""));
    }

    private interface Answer {
        int status(int call);
    }

    @Test
    void runsAWorkflowFromTheRequestToItsOutput() {
        String location = execute("{\"workflowId\": \"chain\", \"input\": {\"count\": 21}}")
                .statusCode(202)
                .body("executionId", matchesPattern("wf_exec_0_[0-9A-HJKMNP-TV-Z]{26}"))
                .body("status", equalTo("running"))
                .header("Location", matchesPattern("(http://[^/]+)?/api/workflow/executions/wf_exec_0_.*"))
                .extract()
                .header("Location");
        ExecutionId id = ExecutionId.of(location.substring(location.lastIndexOf('/') + 1));

        Map<String, String> state = awaitEnd(id, "completed");

        assertThat(state)
                .containsEntry(ExecutionFields.OUTPUT, "{\"result\":42}")
                .containsEntry("output:second", "{\"message\":\"twice 21 is 42\"}")
                .containsEntry(ExecutionFields.EXECUTOR, "");
        assertThat(told(id))
                .containsExactly(
                        "workflow.started",
                        "node.started",
                        "node.completed",
                        "node.started",
                        "node.log",
                        "node.completed",
                        "node.started",
                        "node.completed",
                        "workflow.completed");
    }

    @Test
    void retriesACallUntilItIsAnswered() {
        try (LocalServer server = server(call -> call < 3 ? 503 : 200)) {
            ExecutionId id = started("{\"workflowId\": \"calls\", \"input\": {\"url\": \"" + server.url() + "/\"}}");

            assertThat(awaitEnd(id, "completed")).containsEntry("output:well", "{\"answer\":\"fine\"}");
            assertThat(told(id)).filteredOn("node.retrying"::equals).hasSize(2);
        }
    }

    @Test
    void takesTheErrorEdgeWhereACallFailsForGood() {
        try (LocalServer server = server(_ -> 404)) {
            ExecutionId id = started("{\"workflowId\": \"calls\", \"input\": {\"url\": \"" + server.url() + "/\"}}");

            assertThat(awaitEnd(id, "completed")).containsKey("output:badly");
            assertThat(told(id)).contains("node.failed", "node.skipped");
        }
    }

    @Test
    void anExpressionThatNeverEndsFailsItsNodeOnly() {
        ExecutionId id = started("{\"workflowId\": \"runaway\"}");

        assertThat(awaitEnd(id, "completed").get("node:forever"))
                .contains("\"status\":\"failed\"", "\"type\":\"expression\"");
    }

    @Test
    void aShortWaitStaysAndALongOneIsHandedBack() {
        ExecutionId shortWait = started("{\"workflowId\": \"short-wait\"}");
        ExecutionId longWait = started("{\"workflowId\": \"long-wait\"}");

        awaitEnd(shortWait, "completed");
        assertThat(awaitEnd(longWait, "waiting")).containsEntry(ExecutionFields.EXECUTOR, "");
    }

    @Test
    void cancelsWhatRunsOnceAndNotWhatHasEnded() {
        ExecutionId id = started("{\"workflowId\": \"long-wait\"}");
        awaitEnd(id, "waiting");

        given().post("/api/workflow/executions/" + id + "/cancel")
                .then()
                .statusCode(202)
                .body("executionId", equalTo(id.toString()));

        awaitEnd(id, "cancelled");
        assertThat(told(id)).endsWith("node.cancelled", "workflow.cancelled");
        given().post("/api/workflow/executions/" + id + "/cancel")
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("execution-finished"));
    }

    @Test
    void dropsTheConnectionOfACallAtOnceWhenItsExecutionIsCancelled() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(10_000);
            ExecutionId id = started("{\"workflowId\": \"patient-call\", \"input\": {\"url\": \"http://127.0.0.1:"
                    + silent.getLocalPort() + "/\"}}");
            try (Socket call = silent.accept()) {
                call.setSoTimeout(5_000);

                given().post("/api/workflow/executions/" + id + "/cancel")
                        .then()
                        .statusCode(202);

                InputStream in = call.getInputStream();
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .as("all it sent until it hung up, long before its time was over")
                        .startsWith("GET / HTTP/1.1");
            }
            awaitEnd(id, "cancelled");
        }
    }

    @Test
    void cancelsNothingThatIsNotThere() {
        given().post("/api/workflow/executions/wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB/cancel")
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("type", equalTo("unknown-execution"));
        given().post("/api/workflow/executions/nonsense/cancel")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("invalid-execution-id"));
    }

    @Test
    void theSameIdempotencyKeyIsTheSameExecution() {
        String key = UUID.randomUUID().toString();
        String body = "{\"workflowId\": \"chain\", \"input\": {\"count\": 1}}";
        String first = json().header("Idempotency-Key", key)
                .body(body)
                .post("/api/workflow/execute")
                .path("executionId");

        json().header("Idempotency-Key", key)
                .body(body)
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .body("executionId", equalTo(first));
        json().header("Idempotency-Key", key)
                .body("{\"workflowId\": \"chain\"}")
                .post("/api/workflow/execute")
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("idempotency-key-reused"))
                .body("detail", containsString(first));
        json().header("Idempotency-Key", "two words")
                .body(body)
                .post("/api/workflow/execute")
                .then()
                .statusCode(400)
                .body("type", equalTo("invalid-idempotency-key"));
    }

    @Test
    void requestsUnderOneKeyThatAreAllUnderWayAreOneExecution() throws Exception {
        String key = UUID.randomUUID().toString();
        long before = executions();
        Set<String> ids = new TreeSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                asked.add(threads.submit(() -> json().header("Idempotency-Key", key)
                        .body("{\"workflowId\": \"chain\", \"input\": {\"count\": 1}}")
                        .post("/api/workflow/execute")
                        .then()
                        .statusCode(202)
                        .extract()
                        .<String>path("executionId")));
            }
            for (Future<String> answer : asked) {
                ids.add(answer.get());
            }
        }

        assertThat(ids).hasSize(1);
        assertThat(executions()).isEqualTo(before + 1);
    }

    @Test
    void anInputThatNestsTooDeepIsRefused() {
        for (int levels : new int[] {101, 990, 10_000}) {
            execute("{\"workflowId\": \"chain\", \"input\": {\"count\": 1, \"x\": " + "[".repeat(levels - 1)
                            + "]".repeat(levels - 1) + "}}")
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("type", equalTo("nested-too-deep"))
                    .body("detail", containsString("100"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"workflowId": "none-such"}                    | 404 | unknown-workflow | none-such
                    {"workflowId": "chain", "version": 99}         | 404 | unknown-workflow | version 99
                    {"workflowId": "broken"}                       | 404 | unknown-workflow | broken
                    {"workflowId": "chain"                         | 400 | malformed-json   | not JSON
                    {"workflowId": "chain"} x                      | 400 | malformed-json   | not JSON
                    {"workflowId": "chain"}{}                      | 400 | malformed-json   | follows the end
                    {"workflowId": "chain", "workflowId": "chain"} | 400 | malformed-json   | Duplicate
                    []                                             | 400 | invalid-request  | expected
                    {"workflowId": 7}                              | 400 | invalid-request  | expected
                    {"workflowId": "../etc"}                       | 400 | invalid-request  | expected
                    {"workflowId": "chain", "version": "1"}        | 400 | invalid-request  | expected
                    {"workflowId": "chain", "inputs": {}}          | 400 | invalid-request  | expected
                    {"workflowId": "chain", "input": {"count": -1}}| 422 | invalid-input    | chain
                    {"workflowId": "chain", "input": 7}            | 422 | invalid-input    | chain
                    """)
    void badInputIsAnsweredWithThePlaceAndChangesNothing(String body, int status, String type, String detail) {
        long before = executions();

        execute(body)
                .statusCode(status)
                .contentType(PROBLEM)
                .body("type", equalTo(type))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", containsString(detail))
                .body("instance", equalTo("/api/workflow/execute"));

        assertThat(executions()).isEqualTo(before);
    }

    /** By its first bytes it is UTF-32, and then holds a character that there is not. */
    static final byte[] NO_TEXT = {0, 0, 0, '"', 0x7f, -1, -1, -1, 0, 0, 0, '"'};

    @Test
    void aBodyThatIsNoTextIsRefused() {
        long before = executions();

        json().body(NO_TEXT)
                .post("/api/workflow/execute")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("malformed-json"))
                .body("detail", containsString("UTF-8"));

        assertThat(executions()).isEqualTo(before);
    }

    /** Ten million bytes in ten thousand: nothing is unpacked, so that a bound on what comes is one on what it costs. */
    @Test
    void aCompressedBodyIsNotUnpacked() throws IOException {
        long before = executions();
        for (byte[] body :
                List.of("{\"workflowId\": \"chain\"}".getBytes(StandardCharsets.UTF_8), new byte[10_000_000])) {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
                zip.write(body);
            }
            json().header("Content-Encoding", "gzip")
                    .body(zipped.toByteArray())
                    .post("/api/workflow/execute")
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("type", equalTo("malformed-json"));
        }
        assertThat(executions()).isEqualTo(before);
    }

    @Test
    void aNumberThatNothingHoldsIsRefusedAndNotChanged() {
        long before = executions();

        for (String number : new String[] {"1e400", "[{\"a\": -1e9999999999}]"}) {
            execute("{\"workflowId\": \"chain\", \"input\": " + number + "}")
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("type", equalTo("number-too-large"));
        }

        assertThat(executions()).isEqualTo(before);
    }

    @Test
    void aDefinitionOfALaterVersionIsNotRunHereAndNobodysFault() {
        json().contentType(ContentType.TEXT)
                .body("id: of-tomorrow\nnodes: [{id: a, type: noop}]\n")
                .put("/api/workflow/definitions/of-tomorrow")
                .then()
                .statusCode(201);
        String key = RedisKeys.definition("of-tomorrow");
        String stored = redis.hash(String.class).hget(key, "1");
        redis.hash(String.class)
                .hset(key, "2", stored.replace("\"type\":\"noop\"", "\"type\":\"noop\",\"onCrash\":\"ask\""));
        long before = executions();

        execute("{\"workflowId\": \"of-tomorrow\", \"version\": 2}")
                .statusCode(503)
                .contentType(PROBLEM)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("unreadable-definition"))
                .body("detail", containsString("of-tomorrow"));

        assertThat(executions()).isEqualTo(before);
        execute("{\"workflowId\": \"of-tomorrow\"}").statusCode(202);
    }

    @Test
    void faultsNameTheirPlaces() {
        execute("{\"workflowId\": 7, \"version\": 0, \"more\": 1}")
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/workflowId", "/version", "/more")));
        execute("{\"workflowId\": \"chain\",\n  \"input\": }")
                .statusCode(400)
                .body("errors[0].line", equalTo(2))
                .body("errors[0].column", greaterThan(1));
        execute("{\"workflowId\": \"chain\", \"input\": {\"count\": -1}}")
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/input/count"));
    }

    @Test
    void anEmptyBodyIsNoRequest() {
        json().post("/api/workflow/execute").then().statusCode(400).contentType(PROBLEM);
    }

    @Test
    void inputThatIsTooLargeIsRefused() {
        execute("{\"workflowId\": \"chain\", \"input\": \"" + "x".repeat(256 * 1024) + "\"}")
                .statusCode(413)
                .contentType(PROBLEM)
                .body("type", equalTo("too-large"));
    }

    @Test
    void whatIsPastRetentionIsForgottenByItselfAndItsYoungerNeighbourNot() {
        ExecutionId old = started("{\"workflowId\": \"chain\", \"input\": {\"count\": 1}}");
        ExecutionId young = started("{\"workflowId\": \"chain\", \"input\": {\"count\": 1}}");
        awaitEnd(old, "completed");
        awaitEnd(young, "completed");
        RedisKeys keys = RedisKeys.of(old);

        redis.sortedSet(String.class)
                .zadd(
                        keys.ended(),
                        (double)
                                (System.currentTimeMillis() - Duration.ofDays(8).toMillis()),
                        old.toString());

        await().atMost(Duration.ofSeconds(10)).until(() -> state(old).isEmpty());
        assertThat(redis.key().exists(keys.log(old))).isFalse();
        assertThat(redis.sortedSet(String.class).zscore(keys.index(), old.toString()))
                .isEmpty();
        assertThat(state(young)).containsEntry(ExecutionFields.STATUS, "completed");
    }

    @Test
    void anUnknownPathIsAProblemToo() {
        given().get("/api/workflow/nothing")
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("$", not(equalTo(Map.of())));
    }

    /** The shorter one is waited for by an event loop, the longer one by a thread. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void aBodyThatDripsInIsGivenUp(int length) throws Exception {
        DrippingClient.Fate fate = DrippingClient.post(base, "/api/workflow/execute", length);

        assertThat(fate.line()).startsWith("HTTP/1.1 408");
        assertThat(fate.cut()).isTrue();
    }
}
