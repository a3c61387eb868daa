package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(CommandResourceTest.Settings.class)
class NodeTypeResourceTest {

    @Test
    void everyTypeIsListedWithItsSchemaAndWhereItComesFrom() {
        ExtractableResponse<Response> answer =
                given().get("/api/workflow/node-types").then().statusCode(200).extract();

        List<Map<String, Object>> types = answer.path("nodeTypes");
        assertThat(types).extracting(type -> type.get("type")).contains("fail", "http", "log", "noop", "set", "wait");
        assertThat(types).allSatisfy(type -> {
            assertThat(type).containsOnlyKeys("type", "description", "source", "takesSecrets", "settings");
            assertThat(type.get("description"))
                    .as(type + " needs a description")
                    .asString()
                    .isNotBlank();
            assertThat(type.get("source")).isEqualTo("built-in");
            assertThat(type.get("settings")).isInstanceOf(Map.class);
        });
    }

    @Test
    void whoHasTheListIsToldThatItIsUnchanged() {
        String tag = given().get("/api/workflow/node-types").header("ETag");

        given().header("If-None-Match", tag)
                .get("/api/workflow/node-types")
                .then()
                .statusCode(304)
                .header("ETag", tag);
        given().header("If-None-Match", "\"other\"")
                .get("/api/workflow/node-types")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-cache");
    }
}
