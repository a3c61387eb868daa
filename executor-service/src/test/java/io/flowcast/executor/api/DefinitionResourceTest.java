package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(CommandResourceTest.Settings.class)
class DefinitionResourceTest {

    private static final String PROBLEM = "application/problem+json";

    private static ValidatableResponse validate(String yaml) {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .contentType("application/yaml")
                .body(yaml)
                .post("/api/workflow/definitions/validate")
                .then();
    }

    @Test
    void aValidDefinitionIsSaidToBeSo() throws Exception {
        validate(Files.readString(Path.of("src/test/resources/workflows/calls.yaml")))
                .statusCode(200)
                .body("valid", equalTo(true))
                .body("id", equalTo("calls"))
                .body("nodes", equalTo(3));
    }

    @Test
    void everyMistakeIsNamedAtItsPlace() throws Exception {
        validate(Files.readString(Path.of("src/test/resources/workflows/broken.yaml")))
                .statusCode(422)
                .contentType(PROBLEM)
                .body("type", equalTo("invalid-definition"))
                .body("errors.pointer", hasItem("/nodes/0/type"))
                .body("errors[0].line", equalTo(4))
                .body("errors[0].column", equalTo(19))
                .body("errors[1].detail", containsString("a -> b -> a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"id":"x","nodes":[{"id":"a","type":"nonsense"}]}                                          | /nodes/0/type | nonsense
                    {"id":"x","nodes":[{"id":"a","type":"noop"}],"edges":[{"from":"a","to":"z"}]}              | /edges/0/to   | z
                    {"id":"x","nodes":[{"id":"a","type":"noop"}],"edges":[{"from":"a","to":"a"}]}              | /edges/0      | cycle
                    {"id":"x","nodes":[{"id":"a","type":"set","with":{"v":"${ 1 + }"}}]}                       | /nodes/0/with/v | expression
                    {"id":"x","nodes":[{"id":"a","type":"wait","with":{"duration":"soon"}}]}                   | /nodes/0/with/duration | wait
                    {"id":"x","nodes":[]}                                                                      | /nodes        | at least 1
                    """)
    void jsonIsReadAsJson(String json, String pointer, String detail) {
        given().contentType(ContentType.JSON)
                .body(json)
                .post("/api/workflow/definitions/validate")
                .then()
                .statusCode(422)
                .contentType(PROBLEM)
                .body("errors.pointer", hasItem(pointer))
                .body("errors.detail", hasItem(containsString(detail)));
    }

    @Test
    void whatIsNoDocumentIsRefusedWithItsPlace() {
        validate("id: [").statusCode(422).contentType(PROBLEM).body("errors[0].line", equalTo(1));
        validate("").statusCode(422).contentType(PROBLEM);
        validate("- [".repeat(10_000)).statusCode(422).contentType(PROBLEM);
        validate("x".repeat((1 << 20) + 1)).statusCode(413).contentType(PROBLEM);
    }
}
