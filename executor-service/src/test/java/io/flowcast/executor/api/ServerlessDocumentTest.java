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
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a document of the Serverless Workflow DSL says is what happens: its loops, retries, events and workflows. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(LoopOverHttpTest.Settings.class)
class ServerlessDocumentTest {

    private static final String RACE = """
            document: {dsl: '1.0.3', namespace: test, name: race, version: 0.1.0}
            do:
              - enter:
                  for: {each: pet, in: .pets, at: index}
                  do:
                    - book:
                        call: http
                        with: {method: post, endpoint: 'SERVER/book', body: {name: '${ $pet.name }', at: '${ $index }'}}
                        output: {as: .said}
              - ask:
                  try:
                    - weather: {call: http, with: {method: get, endpoint: 'SERVER/weather'}}
                  catch:
                    errors: {with: {type: https://serverlessworkflow.io/spec/1.0.0/errors/communication, status: 503}}
                    retry: {delay: {milliseconds: 10}, limit: {attempt: {count: 3}}}
                  export: {as: {weather: '${ .said }'}}
              - startup: {listen: {to: {one: {with: {type: com.race.started.v1}}}}}
              - register: {run: {workflow: {namespace: test, name: child, version: latest, input: {total: '${ .[0].total }'}}}}
            output: {as: '{ total: .total, weather: $context.weather }'}
            """;

    @Inject
    RedisDataSource redis;

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private LocalServer server;

    @BeforeEach
    void start() {
        await().until(() -> redis.hash(String.class).hexists(RedisKeys.DEFINITIONS, "child"));
        server = LocalServer.start().on("/", this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The weather can't be told at the first two times. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        boolean busy =
                path.equals("/weather") && asked.stream().filter(path::equals).count() < 3;
        LocalServer.answer(exchange, busy ? 503 : 200, "application/json", "{\"said\":\"fine\"}");
    }

    @Test
    void loopsRetriesListensAndRunsAWorkflow() {
        put("race", RACE.replace("SERVER", server.url()));
        ExecutionId id = execute("race", "{\"pets\":[{\"name\":\"Rex\"},{\"name\":\"Tom\"}]}");
        await().until(() -> "waiting".equals(state(id).get(ExecutionFields.STATUS)));
        assertThat(asked)
                .containsExactly(
                        "/book{\"name\":\"Rex\",\"at\":0}",
                        "/book{\"name\":\"Tom\",\"at\":1}",
                        "/weather",
                        "/weather",
                        "/weather");

        signal(id, "com.race.started.v1", "{\"total\":21}");
        await().until(() -> state(id).containsKey(ExecutionFields.END_TIME));
        assertThat(state(id))
                .containsEntry(ExecutionFields.STATUS, "completed")
                .containsEntry(ExecutionFields.OUTPUT, "{\"total\":42,\"weather\":\"fine\"}");
    }

    @Test
    void anEventIsOneAlsoWhereItIsAList() {
        put("heard", """
                document: {dsl: '1.0.3', namespace: test, name: heard, version: 0.1.0}
                do: [{ear: {listen: {to: {one: {with: {type: word}}}}}}]
                output: {as: '{ second: .[0][1] }'}
                """);
        ExecutionId id = execute("heard", "{}");
        signal(id, "word", "[\"a\", \"b\"]");

        await().until(() -> state(id).containsKey(ExecutionFields.END_TIME));
        assertThat(state(id)).containsEntry(ExecutionFields.OUTPUT, "{\"second\":\"b\"}");
    }

    private static void put(String workflow, String document) {
        given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/yaml", ContentType.TEXT)))
                .contentType("application/yaml")
                .body(document)
                .put("/api/workflow/definitions/" + workflow)
                .then()
                .statusCode(201);
    }

    private static ExecutionId execute(String workflow, String input) {
        return ExecutionId.of(given().contentType(ContentType.JSON)
                .body("{\"workflowId\":\"" + workflow + "\",\"input\":" + input + "}")
                .post("/api/workflow/execute")
                .then()
                .statusCode(202)
                .extract()
                .path("executionId"));
    }

    private static void signal(ExecutionId id, String name, String payload) {
        given().contentType(ContentType.JSON)
                .body(payload)
                .post("/api/workflow/executions/" + id + "/signals/" + name)
                .then()
                .statusCode(202);
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }
}
