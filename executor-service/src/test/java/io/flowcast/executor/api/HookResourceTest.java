package io.flowcast.executor.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.TriggerState;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests from outside that start workflows, over HTTP and on a real Redis. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(HookResourceTest.Settings.class)
class HookResourceTest {

    /** Public, as Quarkus makes one. */
    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path dir = Files.createTempDirectory("hooks");
                Path secrets = Files.createDirectory(dir.resolve("secrets"));
                Files.writeString(secrets.resolve("ORDERS"), "s3cret-of-orders\n");
                Path workflows = Files.createDirectory(dir.resolve("workflows"));
                Files.writeString(workflows.resolve("order-hook.yaml"), ORDER_HOOK);
                Files.writeString(workflows.resolve("seen-hook.yaml"), SEEN_HOOK);
                Files.writeString(workflows.resolve("plain-hook.yaml"), workflow("plain-hook", "ORDERS"));
                Files.writeString(workflows.resolve("no-secret.yaml"), workflow("no-secret", "MISSING"));
                Files.writeString(workflows.resolve("no-hook.yaml"), "id: no-hook\nnodes: [{id: a, type: noop}]\n");
                return Map.of(
                        "flowcast.definitions.dir",
                        workflows.toString(),
                        "flowcast.secrets.dir",
                        secrets.toString(),
                        "flowcast.triggers.owner",
                        "tenant:shop");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String workflow(String id, String secret) {
            return "id: " + id + "\ntriggers: [{type: webhook, secret: " + secret
                    + "}]\nnodes: [{id: a, type: noop}]\n";
        }
    }

    private static final String ORDER_HOOK = """
            id: order-hook
            input: {schema: {type: object, required: [orderId], properties: {orderId: {type: string}}}}
            triggers:
              - type: webhook
                secret: ORDERS
                input: >-
                  ${ {'orderId': body.order.id, 'shop': query.shop, 'source': headers.`x-source`,
                  'shown': $exists(headers.authorization) ? 'yes' : 'no'} }
            nodes: [{id: a, type: noop}]
            """;

    private static final String SEEN_HOOK = """
            id: seen-hook
            triggers: [{type: webhook, secret: ORDERS, input: "${ $keys(headers) }"}]
            nodes: [{id: a, type: noop}]
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    RedisDataSource redis;

    @BeforeEach
    void awaitDefinitions() {
        await().until(() -> redis.hash(String.class).hlen(RedisKeys.DEFINITIONS) == 5);
    }

    private static final String PROBLEM = "application/problem+json";

    @Test
    void startsTheWorkflowWithAnInputMadeOfTheRequest() {
        ExecutionId id = started(hook().queryParam("shop", "east")
                .header("X-Source", "till")
                .body("{\"order\":{\"id\":\"A-1\",\"total\":12}}")
                .post("/api/workflow/hooks/order-hook")
                .then());

        Map<String, String> state = state(id);
        assertThat(json(state.get(ExecutionFields.INPUT)))
                .isEqualTo(Map.of("orderId", "A-1", "shop", "east", "source", "till", "shown", "no"));
        assertThat(state)
                .containsEntry(ExecutionFields.TRIGGER, "webhook")
                .containsEntry(ExecutionFields.OWNER, "tenant:shop");
        await().untilAsserted(() -> {
            TriggerState.Firing last = firing("order-hook");
            assertThat(last.executionId()).isEqualTo(id);
            assertThat(last.outcome()).isEqualTo("started");
        });
    }

    @Test
    void aDeliveryThatIsSentAgainStartsOneExecution() {
        String body = "{\"order\":{\"id\":\"A-2\",\"total\":1}}";
        ExecutionId first = started(hook().header("webhook-id", "msg_1")
                .body(body)
                .post("/api/workflow/hooks/order-hook")
                .then());
        ExecutionId again = started(hook().header("webhook-id", "msg_1")
                .body(body)
                .post("/api/workflow/hooks/order-hook")
                .then());

        assertThat(again).isEqualTo(first);
    }

    @Test
    void showsTheWorkflowTheCallersHeadersAndNotThoseOfTheWayHere() {
        String withoutKey = state(started(hook().header("X-Source", "till")
                        .header("X-Forwarded-For", "10.0.0.1")
                        .header("Idempotency-Key", "flowcast-gateway-0b5")
                        .body("{}")
                        .post("/api/workflow/hooks/seen-hook")
                        .then()))
                .get(ExecutionFields.INPUT);
        assertThat(withoutKey)
                .contains("x-source", "content-type")
                .doesNotContain("host", "forwarded", "idempotency-key", "connection", "authorization");

        String withKey = state(started(hook().header("Idempotency-Key", "the-callers")
                        .body("{}")
                        .post("/api/workflow/hooks/seen-hook")
                        .then()))
                .get(ExecutionFields.INPUT);
        assertThat(withKey).contains("idempotency-key");
    }

    @Test
    void refusesABodyThatNestsTooDeep() {
        for (int levels : new int[] {101, 5_000}) {
            hook().body("[".repeat(levels) + "]".repeat(levels))
                    .post("/api/workflow/hooks/plain-hook")
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("type", equalTo("nested-too-deep"));
        }
        started(hook().body("[".repeat(100) + "]".repeat(100))
                .post("/api/workflow/hooks/plain-hook")
                .then());
    }

    @Test
    void takesNobodyWhoDoesNotKnowTheSecret() {
        for (String token : new String[] {"", "wrong", "s3cret-of-orders-"}) {
            given().header("Authorization", "Bearer " + token)
                    .contentType("application/json")
                    .body("{}")
                    .post("/api/workflow/hooks/order-hook")
                    .then()
                    .statusCode(401)
                    .contentType(PROBLEM)
                    .body(not(containsString("s3cret-of-orders")));
        }
        assertThat(given().body("{}")
                        .post("/api/workflow/hooks/order-hook")
                        .then()
                        .statusCode(401)
                        .extract()
                        .headers()
                        .getValues("WWW-Authenticate"))
                .containsExactly("Bearer");
    }

    @Test
    void isClosedWhereTheSecretIsMissing() {
        given().header("Authorization", "Bearer ")
                .body("{}")
                .post("/api/workflow/hooks/no-secret")
                .then()
                .statusCode(503)
                .body("type", equalTo("secret-missing"));
    }

    @Test
    void knowsNoWorkflowWithoutAWebhook() {
        for (String id : new String[] {"unknown", "no-hook", "Not-An-Id"}) {
            given().body("{}")
                    .post("/api/workflow/hooks/" + id)
                    .then()
                    .statusCode(404)
                    .contentType(PROBLEM);
        }
    }

    @Test
    void saysWhatIsWrongWithAPayload() {
        hook().body("{\"order\":")
                .post("/api/workflow/hooks/order-hook")
                .then()
                .statusCode(400)
                .body("type", equalTo("malformed-json"));
        hook().body(CommandResourceTest.NO_TEXT)
                .post("/api/workflow/hooks/plain-hook")
                .then()
                .statusCode(400)
                .body("type", equalTo("malformed-json"));
        hook().body("{\"total\":1e400}")
                .post("/api/workflow/hooks/plain-hook")
                .then()
                .statusCode(422)
                .body("type", equalTo("invalid-payload"));
        hook().body("{\"order\":{}}")
                .post("/api/workflow/hooks/order-hook")
                .then()
                .statusCode(422)
                .body("type", equalTo("invalid-input"));
        hook().body(new byte[300_000])
                .post("/api/workflow/hooks/order-hook")
                .then()
                .statusCode(413);
    }

    @Test
    void takesFormsAndTextAsWell() {
        ExecutionId form = started(given().header("X-Gitlab-Token", "s3cret-of-orders")
                .contentType("application/x-www-form-urlencoded")
                .body("a=1&a=2&b=x%20y")
                .post("/api/workflow/hooks/plain-hook")
                .then());
        ExecutionId text = started(given().header("X-Gitlab-Token", "s3cret-of-orders")
                .contentType("text/plain")
                .body("hello")
                .post("/api/workflow/hooks/plain-hook")
                .then());

        assertThat(json(state(form).get(ExecutionFields.INPUT))).isEqualTo(Map.of("a", List.of("1", "2"), "b", "x y"));
        assertThat(state(text)).containsEntry(ExecutionFields.INPUT, "\"hello\"");
    }

    private static RequestSpecification hook() {
        return given().header("Authorization", "Bearer s3cret-of-orders").contentType("application/json");
    }

    private static ExecutionId started(ValidatableResponse response) {
        return ExecutionId.of(response.statusCode(202).extract().path("executionId"));
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }

    private TriggerState.Firing firing(String workflowId) {
        return read(
                        redis.hash(String.class).hget(RedisKeys.TRIGGERS, RedisKeys.trigger(workflowId, 0)),
                        TriggerState.class)
                .last();
    }

    private static Object json(String text) {
        return read(text, Object.class);
    }

    private static <T> T read(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
