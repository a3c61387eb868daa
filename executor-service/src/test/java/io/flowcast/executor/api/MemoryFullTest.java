package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

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
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis has no memory left, and later has some again. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(MemoryFullTest.Settings.class)
class MemoryFullTest {

    /** Public, as Quarkus makes one. */
    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "flowcast.definitions.dir", "src/test/resources/workflows",
                    "flowcast.http.allow", "127.0.0.0/8");
        }
    }

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void awaitDefinitions() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "short-wait"));
    }

    @AfterEach
    void giveMemoryBack() {
        memory("0");
    }

    private void memory(String bytes) {
        redis.execute("CONFIG", "SET", "maxmemory", bytes);
    }

    private static ValidatableResponse execute(String workflow) {
        return given().contentType(ContentType.JSON)
                .body("{\"workflowId\":\"" + workflow + "\"}")
                .post("/api/workflow/execute")
                .then();
    }

    private String status(ExecutionId id) {
        return redis.hash(String.class).hget(RedisKeys.of(id).execution(id), ExecutionFields.STATUS);
    }

    @Test
    void aNewExecutionIsRefusedClearlyAndLeavesNothingBehind() {
        long keys = redis.execute("DBSIZE").toLong();
        memory("1");

        execute("short-wait")
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("store-full"))
                .body("detail", containsString("no memory left"));

        memory("0");
        assertThat(redis.execute("DBSIZE").toLong()).isLessThanOrEqualTo(keys);
        execute("short-wait").statusCode(202);
    }

    @Test
    void whatRunsWaitsLongerThanItsLeaseAndGoesOn() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (LocalServer server = LocalServer.start()) {
            server.on("/", exchange -> {
                try {
                    calls.incrementAndGet();
                    asked.countDown();
                    boolean _ = answer.await(20, TimeUnit.SECONDS);
                    exchange.sendResponseHeaders(204, -1);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            ExecutionId id = ExecutionId.of(given().contentType(ContentType.JSON)
                    .body("{\"workflowId\":\"call\",\"input\":{\"url\":\"" + server.url() + "/\"}}")
                    .post("/api/workflow/execute")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("executionId"));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

            memory("1");
            answer.countDown();
            awaitTheEndOfTheLease(id);
            assertThat(status(id)).isEqualTo("running");
            memory("0");

            await().atMost(Duration.ofSeconds(15)).until(() -> "completed".equals(status(id)));
            assertThat(types(id))
                    .containsSubsequence("workflow.started", "node.started", "node.completed", "workflow.completed")
                    .endsWith("workflow.completed")
                    .containsOnlyOnce("node.completed", "workflow.completed");
            assertThat(calls).as("the owner is alive, and waited").hasValue(1);
        }
    }

    private void awaitTheEndOfTheLease(ExecutionId id) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> redis.sortedSet(String.class)
                                .zscore(RedisKeys.of(id).due(), id.toString())
                                .orElse(0)
                        < System.currentTimeMillis() - 500);
    }

    private List<String> types(ExecutionId id) {
        return StoredLog.types(redis, id);
    }
}
