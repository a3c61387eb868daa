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
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.StreamRange;
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
            return Map.of("flowcast.definitions.dir", "src/test/resources/workflows");
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
    void whatRunsWaitsLongerThanItsLeaseAndGoesOn() {
        ExecutionId id =
                ExecutionId.of(execute("short-wait").statusCode(202).extract().path("executionId"));
        await().until(() -> "running".equals(status(id)));
        memory("1");
        RedisKeys keys = RedisKeys.of(id);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> redis.sortedSet(String.class)
                                .zscore(keys.due(), id.toString())
                                .orElse(0)
                        < System.currentTimeMillis() - 500);
        assertThat(status(id)).isEqualTo("running");

        memory("0");

        await().atMost(Duration.ofSeconds(15)).until(() -> "completed".equals(status(id)));
        List<String> types = redis.stream(String.class).xrange(keys.log(id), StreamRange.of("-", "+")).stream()
                .map(message -> message.payload().get("type"))
                .toList();
        assertThat(types)
                .containsSubsequence(
                        "workflow.started", "node.started", "node.waiting", "node.completed", "workflow.completed");
        assertThat(types.stream().filter("workflow.completed"::equals)).hasSize(1);
        assertThat(types.getLast()).isEqualTo("workflow.completed");
    }
}
