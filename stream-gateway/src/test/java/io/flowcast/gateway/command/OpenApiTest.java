package io.flowcast.gateway.command;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API's description is that of the API that is served, and its examples are what it says they are. */
@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");

    @Inject
    Router router;

    @Inject
    RedisDataSource redis;

    private JsonNode document;

    @BeforeEach
    void read() throws JsonProcessingException {
        document = JSON.readTree(when().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    @Test
    void everyPathThatIsServedIsDescribedAndNoOther() {
        TreeSet<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            if (path.getKey().startsWith("/api")) {
                path.getValue().fieldNames().forEachRemaining(method -> described.add(method + " " + path.getKey()));
            }
        }
        TreeSet<String> served = new TreeSet<>();
        for (Endpoint endpoint : Endpoint.ALL) {
            served.add(endpoint.method().toLowerCase(Locale.ROOT) + " " + template(endpoint.wholePath()));
        }
        assertThat(described).isEqualTo(served);
    }

    @Test
    void noRouteIsMissingFromTheListOfEndpoints() {
        List<String> known = Endpoint.ALL.stream().map(Endpoint::wholePath).toList();
        assertThat(router.getRoutes().stream()
                        .filter(route -> route.getPath() != null
                                && route.getPath().startsWith("/api")
                                && !route.getPath().endsWith("/"))
                        .map(Route::getPath)
                        .filter(path -> !path.equals("/api") && !path.equals(Endpoint.ROOT)))
                .isSubsetOf(known);
    }

    @Test
    void everyOperationThatIsDescribedExists() {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            String concrete = path.getKey().replaceAll("\\{[^}]+}", "x");
            for (String method : METHODS) {
                if (!path.getValue().has(method)) {
                    continue;
                }
                Response answer =
                        path.getKey().endsWith("stream") || path.getKey().endsWith("streams")
                                ? given().head(concrete)
                                : given().request(method, concrete);
                assertThat(answer.statusCode()).as(method + " " + path.getKey()).isNotEqualTo(405);
                if (answer.statusCode() == 404) {
                    assertThat(answer.asString())
                            .as(method + " " + path.getKey())
                            .doesNotContain("\"type\":\"not-found\"");
                }
            }
        }
    }

    @Test
    void everyOperationSaysWhatItAnswersInEachFormWithAnExample() {
        List<String> lacks = new ArrayList<>();
        forEachOperation((name, operation) -> {
            if (operation.path("operationId").asText().isEmpty()
                    || operation.path("summary").asText().isEmpty()) {
                lacks.add(name + ": a name and a summary");
            }
            if (name.contains("/api/") && !operation.path("responses").has("500")) {
                lacks.add(name + ": errors");
            }
            List<JsonNode> contents = new ArrayList<>();
            contents.add(operation.path("requestBody").path("content"));
            for (Map.Entry<String, JsonNode> response :
                    operation.path("responses").properties()) {
                JsonNode resolved = resolved(response.getValue());
                contents.add(resolved.path("content"));
                if (name.contains("/api/")
                        && response.getKey().compareTo("400") >= 0
                        && !resolved.path("content").has("application/problem+json")) {
                    lacks.add(name + " " + response.getKey() + ": the form of the problem");
                }
            }
            for (JsonNode content : contents) {
                for (Map.Entry<String, JsonNode> form : content.properties()) {
                    JsonNode example = form.getValue().path("example");
                    if (example.isMissingNode()) {
                        lacks.add(name + ": an example as " + form.getKey());
                    } else {
                        misses(form.getValue().path("schema"), example, false)
                                .forEach(miss -> lacks.add(name + ": example: " + miss));
                    }
                }
            }
        });
        assertThat(lacks).isEmpty();
    }

    @Test
    void answersHaveTheFormThatIsDescribed() throws JsonProcessingException {
        LogWriter log = new LogWriter(redis).start().log(2).complete();
        Map<String, String> requests = Map.of(
                "/executions", "/executions",
                "/executions/{id}", "/executions/" + log.id(),
                "/executions/{id}/children", "/executions/" + log.id() + "/children",
                "/executions/{id}/events", "/executions/" + log.id() + "/events?limit=2",
                "/definitions", "/definitions");
        for (Map.Entry<String, String> request : requests.entrySet()) {
            assertDescribed(request.getKey(), request.getValue(), 200);
        }
        assertDescribed("/executions/{id}", "/executions/" + LogWriter.randomId(), 404);
        assertDescribed("/executions/{id}/events", "/executions/" + log.id() + "/events?limit=0", 400);
        assertDescribed("/definitions/{id}", "/definitions/none", 404);
        assertDescribed("/node-types", "/node-types", 503);
    }

    @Test
    void thePageWithTheDescriptionWorks() {
        when().get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger-ui-bundle.js"));
        when().get("/q/swagger-ui/swagger-ui-bundle.js").then().statusCode(200);
        String policy = when().get("/q/swagger-ui/").header("Content-Security-Policy");
        // Its page has its script inside.
        assertThat(policy == null || policy.contains("'unsafe-inline'")).isTrue();
    }

    private void assertDescribed(String path, String request, int status) throws JsonProcessingException {
        Response answer = given().get(Endpoint.ROOT + request);
        assertThat(answer.statusCode()).as(request).isEqualTo(status);
        String type = status < 400 ? "application/json" : "application/problem+json";
        JsonNode response = resolved(document.path("paths")
                .path(Endpoint.ROOT + path)
                .path("get")
                .path("responses")
                .path(Integer.toString(status)));
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as(request + " " + status).isFalse();
        assertThat(misses(schema, JSON.readTree(answer.asString()), true))
                .as(request)
                .isEmpty();
    }

    private interface Operation {
        void look(String name, JsonNode operation);
    }

    private void forEachOperation(Operation look) {
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                look.look(operation.getKey() + " " + path.getKey(), operation.getValue());
            }
        }
    }

    private JsonNode resolved(JsonNode response) {
        return response.has("$ref") ? document.at(response.path("$ref").asText().substring(1)) : response;
    }

    /** @param closed whether the value may have no field that the schema does not name */
    private List<String> misses(JsonNode schema, JsonNode value, boolean closed) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.putArray("allOf").add(schema);
        if (closed) {
            whole.put("unevaluatedProperties", false);
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(value)
                .stream()
                .map(Error::toString)
                .toList();
    }

    private static String template(String path) {
        return path.replaceAll(":([A-Za-z]+)", "{$1}");
    }
}
