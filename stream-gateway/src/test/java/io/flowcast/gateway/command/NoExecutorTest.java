package io.flowcast.gateway.command;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoExecutorTest.Nobody.class)
@WithTestResource(RedisTestResource.class)
class NoExecutorTest {

    /** Port 1 takes no connection. */
    public static final class Nobody implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ShortTimes.with(Map.of("flowcast.gateway.executors", "http://127.0.0.1:1"));
        }
    }

    @Test
    void withoutAnyExecutorACommandIsToBeTriedAgain() {
        given().body("{}")
                .post("/api/workflow/execute")
                .then()
                .statusCode(503)
                .header("Retry-After", "1")
                .contentType("application/problem+json")
                .body("type", equalTo("no-executor"));
    }
}
