package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(CommandResourceTest.Settings.class)
class DefinitionResourceTest {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    RedisDataSource redis;

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

    @Test
    void howeverMuchIsWrongAndHoweverLongTheAnswerCanBeRead() {
        String node = "  - {id: a, type: " + "x".repeat(3_000) + "}\n";

        String answer = validate("id: many\nnodes:\n" + node.repeat(300))
                .statusCode(422)
                .body("detail", containsString("mistakes"))
                .body("errors.size()", equalTo(200))
                .extract()
                .asString();

        assertThat(answer.length()).isLessThan(250_000);
    }

    @Test
    void aDeletionHasNoBodyThatAClientCouldRefuseAndOthersSayInOurWordsWhatTheyHave() {
        given().accept("image/png")
                .delete("/api/workflow/definitions/nobody-knows")
                .then()
                .statusCode(404)
                .contentType(PROBLEM);
        given().accept("image/png")
                .post("/api/workflow/definitions/validate")
                .then()
                .statusCode(406)
                .contentType(PROBLEM)
                .body("type", equalTo("not-acceptable"))
                .body("detail", equalTo("Accept takes no application/json, and there is nothing else."));
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

    /** What a problem says of the path is what a log says of it: decoded it would be lines of its own there. */
    @Test
    void aPathIsNamedAsAUriHasIt() {
        given().urlEncodingEnabled(false)
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/api/workflow/definitions/x%0d%0aERROR%20forged")
                .then()
                .statusCode(greaterThanOrEqualTo(400))
                .body("instance", equalTo("/api/workflow/definitions/x%0D%0AERROR%20forged"));
    }

    private static final String GREET = """
            id: greet
            input: {schema: {type: object}}
            outputSchema: {type: object, required: [text], properties: {text: {type: string}}}
            nodes: [{id: hello, type: set, with: {text: "${ input.text }"}}]
            edges:
            output: "${ nodes.hello.output }"
            """;

    private static RequestSpecification yaml(String text) {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .contentType("application/yaml")
                .body(text);
    }

    private static String path(String id) {
        return "/api/workflow/definitions/" + id;
    }

    private static int start(String workflowId) {
        return given().contentType(ContentType.JSON)
                .body("{\"workflowId\":\"" + workflowId + "\"}")
                .post("/api/workflow/execute")
                .statusCode();
    }

    @Test
    void aDefinitionIsPutChangedAndDeletedAndEachPutIsSeenByTheNextStart() {
        String first = yaml("id: life\nnodes: [{id: a, type: noop}]")
                .put(path("life"))
                .then()
                .statusCode(201)
                .header("Location", path("life") + "?version=1")
                .body("id", equalTo("life"))
                .body("version", equalTo(1))
                .body("new", equalTo(true))
                .extract()
                .header("ETag");
        assertThat(first).matches("\"1-[0-9a-f]{16}-[0-9a-f]{8}\"");
        assertThat(start("life")).isEqualTo(202);

        yaml("id: life\nnodes: [{id: a, type: noop}]")
                .header("If-None-Match", "*")
                .put(path("life"))
                .then()
                .statusCode(200)
                .header("ETag", first)
                .body("new", equalTo(false));
        String rewritten = given().contentType(ContentType.JSON)
                .body("{\"nodes\":[{\"type\":\"noop\",\"id\":\"a\"}],\"id\":\"life\"}")
                .header("If-Match", first)
                .put(path("life"))
                .then()
                .statusCode(200)
                .header("Location", path("life") + "?version=1")
                .body("new", equalTo(false))
                .extract()
                .header("ETag");
        assertThat(rewritten).startsWith(first.substring(0, 19)).isNotEqualTo(first);

        yaml("id: life\nnodes: [{id: b, type: noop}]")
                .header("If-Match", rewritten)
                .put(path("life"))
                .then()
                .statusCode(201)
                .body("version", equalTo(2));
        yaml("id: life\nnodes: [{id: c, type: noop}]")
                .header("If-Match", first)
                .put(path("life"))
                .then()
                .statusCode(412)
                .contentType(PROBLEM)
                .body("type", equalTo("precondition-failed"))
                .body("detail", containsString("\"2-"));
        yaml("id: life\nnodes: [{id: c, type: noop}]")
                .header("If-None-Match", "*")
                .put(path("life"))
                .then()
                .statusCode(412);

        given().header("If-Match", first).delete(path("life")).then().statusCode(412);
        given().delete(path("life")).then().statusCode(204);
        given().delete(path("life")).then().statusCode(204);
        given().delete(path("never-there")).then().statusCode(404).contentType(PROBLEM);
        assertThat(start("life")).isEqualTo(404);
        yaml("id: life\nnodes: [{id: a, type: noop}]")
                .put(path("life"))
                .then()
                .statusCode(201)
                .body("version", equalTo(3));
    }

    @Test
    void aDefinitionThatIsWrongIsRefusedWithEveryMistakeAtItsPlace() {
        yaml("id: other\nnodes:\n  - {id: a, type: nonsense}")
                .put(path("mine"))
                .then()
                .statusCode(422)
                .contentType(PROBLEM)
                .body("errors.pointer", contains("/id", "/nodes/0/type"))
                .body("errors[0].line", equalTo(1))
                .body("errors[0].column", equalTo(5))
                .body("errors[0].detail", containsString("'mine' is expected"));
        yaml("nodes: [{id: a, type: noop}]").put(path("mine")).then().statusCode(422);
        yaml("x".repeat((1 << 20) + 1)).put(path("mine")).then().statusCode(413);
        yaml("").put(path("mine")).then().statusCode(422);
        assertThat(start("mine")).isEqualTo(404);
    }

    @Test
    void aPreconditionThatIsNoneIsRefused() {
        for (String header : List.of("If-Match", "If-None-Match")) {
            yaml("id: x\nnodes: [{id: a, type: noop}]")
                    .header(header, "three")
                    .put(path("x"))
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("title", containsString(header));
        }
        yaml("id: x\nnodes: [{id: a, type: noop}]")
                .header("If-Match", "W/\"1-a\", \"2-b\"")
                .put(path("x"))
                .then()
                .statusCode(412);
        given().header("If-Match", "\"unclosed").delete(path("x")).then().statusCode(400);
    }

    @Test
    void whatAFileHoldsIsNotDeleted() {
        await().until(() -> start("calls") != 404);
        given().delete(path("calls"))
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("type", equalTo("definition-of-file"));
    }

    @Test
    void anOutputThatIsNotAsTheDefinitionSaysFailsTheExecution() {
        yaml(GREET).put(path("greet")).then().statusCode(201);

        assertThat(ended("{\"text\":\"hello\"}"))
                .containsEntry(ExecutionFields.STATUS, "completed")
                .containsEntry(ExecutionFields.OUTPUT, "{\"text\":\"hello\"}");
        assertThat(ended("{\"text\":5}"))
                .containsEntry(ExecutionFields.STATUS, "failed")
                .satisfies(state -> assertThat(state.get(ExecutionFields.ERROR))
                        .contains("\"type\":\"validation\"")
                        .contains("outputSchema")
                        .contains("\"pointer\":\"/text\""));
    }

    private static final String RETURNS = """
            document: {dsl: '1.0.3', namespace: shop, name: returns, version: 0.1.0, title: Returns}
            input: {schema: {document: {type: object, required: [amount]}}, from: .}
            do:
              - classify:
                  switch:
                    - large: {when: .amount > 100, then: review}
                    - small: {then: accept}
              - accept: {set: {accepted: true, note: 'for ${ .amount }'}, export: {as: {quick: true}}, then: notify}
              - review:
                  try:
                    - refuse: {if: .amount > 1000, raise: {error: {type: about:blank, status: 400, title: Too much}}}
                    - look: {set: {accepted: '${ .reason != null }', note: looked}}
                  catch:
                    do: [{refused: {set: {accepted: false, note: refused}}}]
              - pause: {wait: {milliseconds: 1}}
              - notify:
                  fork:
                    branches:
                      - mail: {set: {to: '${ .note }'}}
                      - page: {if: .accepted == false, set: {page: true}}
            output: {as: '{ mail: .[0].to, second: .[1], quick: ($context.quick // false) }'}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"amount":5}                 | {"mail":"for 5","second":{"accepted":true,"note":"for 5"},"quick":true}
                    {"amount":500,"reason":"x"}  | {"mail":"looked","second":{"accepted":true,"note":"looked"},"quick":false}
                    {"amount":500}               | {"mail":"looked","second":{"page":true},"quick":false}
                    {"amount":5000}              | {"mail":"refused","second":{"page":true},"quick":false}
                    """, quoteCharacter = '\0')
    void aServerlessWorkflowRunsAsItsDocumentSays(String input, String output) throws Exception {
        yaml(RETURNS).put(path("returns")).then().statusCode(anyOf(equalTo(201), equalTo(200)));

        Map<String, String> state = ended("returns", input);

        assertThat(state).containsEntry(ExecutionFields.STATUS, "completed");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(state.get(ExecutionFields.OUTPUT))).isEqualTo(json.readTree(output));
    }

    @Test
    void aServerlessWorkflowIsHeldToItsDocument() {
        assertThat(given().contentType(ContentType.JSON)
                        .body("{\"workflowId\":\"returns\",\"input\":{}}")
                        .post("/api/workflow/execute")
                        .statusCode())
                .isIn(422, 404);
        yaml(RETURNS.replace("when: .amount > 100", "when: '.amount | length > 100'"))
                .post("/api/workflow/definitions/validate")
                .then()
                .statusCode(422)
                .body("errors[0].pointer", equalTo("/do/0/classify/switch/0/large/when"))
                .body("errors[0].line", equalTo(6));
        yaml(RETURNS).put(path("other")).then().statusCode(422).body("errors[0].pointer", equalTo("/document/name"));
    }

    private Map<String, String> ended(String input) {
        return ended("greet", input);
    }

    private Map<String, String> ended(String workflow, String input) {
        ExecutionId id = ExecutionId.of(given().contentType(ContentType.JSON)
                .body("{\"workflowId\":\"" + workflow + "\",\"input\":" + input + "}")
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));
        String key = RedisKeys.of(id).execution(id);
        return await().until(
                        () -> redis.hash(String.class).hgetall(key),
                        state -> state.containsKey(ExecutionFields.END_TIME));
    }
}
