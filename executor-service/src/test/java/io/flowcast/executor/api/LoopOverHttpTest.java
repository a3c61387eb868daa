package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.LocalServer;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code for} nodes in the executor as a whole, on a real Redis. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(LoopOverHttpTest.Settings.class)
class LoopOverHttpTest {

    private static final String TOKEN = "tok-4711-very-secret";

    /** Public, as Quarkus makes one. */
    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path secrets = Files.createTempDirectory("secrets");
                Files.writeString(secrets.resolve("LOOP_TOKEN"), TOKEN);
                return Map.of(
                        "flowcast.definitions.dir", "src/test/resources/workflows",
                        "flowcast.secrets.dir", secrets.toString(),
                        "flowcast.http.allow", "127.0.0.0/8");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Inject
    RedisDataSource redis;

    private final Queue<String> keys = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private LocalServer server;

    @BeforeEach
    void start() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "loop-calls"));
        server = LocalServer.start().on("/", this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Says what it was sent, as bad servers do; {@code /bad} fails, {@code /busy} does once for each key, {@code /once-bad} once. */
    private void answer(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        boolean first = !keys.contains(key);
        keys.add(key);
        String path = exchange.getRequestURI().getPath();
        String body = "\"" + path + " with " + exchange.getRequestHeaders().getFirst("Authorization") + "\"";
        boolean onceBad = path.equals("/once-bad") && failed.compareAndSet(false, true);
        if (onceBad) {
            awaitOthers(key);
        }
        int status = path.equals("/bad") || onceBad ? 404 : path.equals("/busy") && first ? 503 : 200;
        LocalServer.answer(exchange, status, "application/json", body);
    }

    private ExecutionId execute(String workflow, Map<String, Object> input) {
        return ExecutionId.of(given().contentType(ContentType.JSON)
                .body(Map.of("workflowId", workflow, "input", input))
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }

    private Map<String, String> awaitEnd(ExecutionId id, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> status.equals(state(id).get(ExecutionFields.STATUS)));
        return state(id);
    }

    private Map<String, Object> calls(String onError, String... paths) {
        return Map.of("url", server.url(), "paths", List.of(paths), "onError", onError);
    }

    @Test
    void tenThousandItemsFloodNeitherStreamNorState() {
        long start = System.nanoTime();
        ExecutionId id = execute("loop", Map.of("count", 10_000));

        Map<String, String> state = awaitEnd(id, "completed");

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(state).containsEntry(ExecutionFields.OUTPUT, "{\"count\":10000,\"first\":2,\"last\":20000}");
        assertThat(StoredLog.of(redis, id).size()).isLessThanOrEqualTo((int) (6 + took.toSeconds()));
        await("nothing is kept of the items")
                .until(() -> !redis.key().exists(RedisKeys.of(id).items(id, "each")));
        assertThat(state(id)).doesNotContainKey(ExecutionFields.ITEMS);
        assertThat(took).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void eachItemCallsUnderAKeyOfItsOwnAndSecretsStayOutOfEverything() {
        ExecutionId id = execute("loop-calls", calls("fail", "/a", "/busy", "/c"));

        Map<String, String> state = awaitEnd(id, "completed");

        assertThat(keys).containsExactlyInAnyOrder(id + ":each:0", id + ":each:1", id + ":each:1", id + ":each:2");
        assertThat(state.get("output:each"))
                .isEqualTo("[\"/a with Bearer ***\",\"/busy with Bearer ***\",\"/c with Bearer ***\"]");
        assertThat(state.toString()).doesNotContain(TOKEN);
        assertThat(StoredLog.of(redis, id).toString()).doesNotContain(TOKEN);
    }

    @Test
    void theFailureOfAnItemNamesIt() {
        ExecutionId id = execute("loop-calls", calls("fail", "/a", "/bad"));

        Map<String, String> state = awaitEnd(id, "failed");

        assertThat(state.get(ExecutionFields.ERROR))
                .contains("\"type\":\"client\"")
                .contains("item 1: ");
        assertThat(state.toString()).doesNotContain(TOKEN);
    }

    @Test
    void aRetryOfTheExecutionDoesOnlyTheItemsThatHaveNoOutput() {
        ExecutionId id = execute("loop-calls", calls("fail", "/a", "/once-bad", "/c"));
        awaitEnd(id, "failed");
        keys.clear();

        ExecutionId retry = ExecutionId.of(given().post("/api/workflow/executions/" + id + "/retry")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));

        Map<String, String> state = awaitEnd(retry, "completed");
        assertThat(keys).containsExactly(retry + ":each:1");
        assertThat(state.get("output:each"))
                .isEqualTo("[\"/a with Bearer ***\",\"/once-bad with Bearer ***\",\"/c with Bearer ***\"]");
        assertThat(redis.hash(String.class).hlen(RedisKeys.of(id).items(id, "each")))
                .as("what the failed one keeps")
                .isEqualTo(3);
        await("nothing is kept of the retry's")
                .until(() -> !redis.key().exists(RedisKeys.of(retry).items(retry, "each")));
    }

    /** Till the other two are kept. */
    private void awaitOthers(String key) {
        ExecutionId id = ExecutionId.of(key.substring(0, key.indexOf(':')));
        await().until(() -> redis.hash(String.class).hlen(RedisKeys.of(id).items(id, "each")) == 3);
    }

    @Test
    void failuresAreCollectedWithoutSecrets() {
        ExecutionId id = execute("loop-calls", calls("collect", "/a", "/bad"));

        Map<String, String> state = awaitEnd(id, "completed");

        assertThat(state.get("output:each"))
                .startsWith("[{\"output\":\"/a with Bearer ***\"},{\"error\":{\"type\":\"client\"");
        assertThat(state.toString()).doesNotContain(TOKEN);
    }
}
