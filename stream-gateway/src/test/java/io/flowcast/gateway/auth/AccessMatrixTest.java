package io.flowcast.gateway.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.access.Permission;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.RedisKeys;
import io.flowcast.gateway.AuthOn;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.command.FakeExecutor;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every endpoint, for every role, with one's own execution, another's, and one that does not exist. */
@QuarkusTest
@TestProfile(AuthOn.class)
@WithTestResource(RedisTestResource.class)
@WithTestResource(FakeExecutor.class)
@WithTestResource(AuthOn.Keys.class)
class AccessMatrixTest {

    private static final String API = "/api/workflow";

    /** An endpoint, what it needs, and whether it is about one execution. */
    private record Endpoint(
            String method, String path, @Nullable Permission needed, boolean ofOne) {}

    private static final List<Endpoint> READS = List.of(
            new Endpoint("GET", "/executions", Permission.VIEW, false),
            new Endpoint("GET", "/executions/{id}", Permission.VIEW, true),
            new Endpoint("GET", "/executions/{id}/children", Permission.VIEW, true),
            new Endpoint("GET", "/executions/{id}/events", Permission.VIEW, true),
            new Endpoint("GET", "/executions/{id}/stream", Permission.VIEW, true),
            new Endpoint("HEAD", "/executions/{id}/stream", Permission.VIEW, true),
            new Endpoint("GET", "/streams?executions={id}", Permission.VIEW, true),
            new Endpoint("POST", "/executions/{id}/ticket", Permission.VIEW, true),
            new Endpoint("HEAD", "/executions/stream", Permission.VIEW, false),
            new Endpoint("GET", "/session", Permission.VIEW, false),
            new Endpoint("GET", "/definitions", Permission.VIEW, false),
            new Endpoint("GET", "/definitions/x", Permission.VIEW, false),
            new Endpoint("GET", "/definitions/x/versions", Permission.VIEW, false),
            new Endpoint("GET", "/definitions/x/text", Permission.VIEW, false));

    /** That the execution is theirs the executor sees to. */
    private static final List<Endpoint> COMMANDS = List.of(
            new Endpoint("POST", "/execute", Permission.OPERATE, false),
            new Endpoint("POST", "/executions/{id}/cancel", Permission.OPERATE, false),
            new Endpoint("POST", "/executions/{id}/pause", Permission.OPERATE, false),
            new Endpoint("POST", "/executions/{id}/resume", Permission.OPERATE, false),
            new Endpoint("POST", "/executions/{id}/retry", Permission.OPERATE, false),
            new Endpoint("POST", "/executions/{id}/rerun", Permission.OPERATE, false),
            new Endpoint("POST", "/executions/{id}/signals/go", Permission.OPERATE, false),
            new Endpoint("POST", "/definitions/validate", Permission.DEFINE, false),
            new Endpoint("PUT", "/definitions/x", Permission.DEFINE, false),
            new Endpoint("DELETE", "/definitions/x", Permission.DEFINE, false),
            new Endpoint("GET", "/node-types", Permission.VIEW, false));

    /** What has a test of its own: by what it lets in, and whom. */
    private static final List<String> ELSEWHERE = List.of(
            "POST /hooks/{workflowId}", // below, and HookCredentialsTest
            "POST /session", // AuthStreamTest
            "DELETE /session");

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes the sets
    enum Role {
        NOBODY(null, EnumSet.noneOf(Permission.class)),
        FORGED("x.y.z", EnumSet.noneOf(Permission.class)),
        VIEWER(AuthOn.ISSUER.token("ann"), EnumSet.of(Permission.VIEW)),
        OPERATOR(AuthOn.ISSUER.token("ann", "flowcast-operator"), EnumSet.of(Permission.VIEW, Permission.OPERATE)),
        AUTHOR(AuthOn.ISSUER.token("ann", "flowcast-author"), EnumSet.of(Permission.VIEW, Permission.DEFINE)),
        AUDITOR(AuthOn.ISSUER.token("eve", "flowcast-auditor"), EnumSet.of(Permission.VIEW, Permission.VIEW_ALL)),
        ADMIN(
                AuthOn.ISSUER.token("eve", "flowcast-admin"),
                EnumSet.of(Permission.VIEW, Permission.VIEW_ALL, Permission.OPERATE, Permission.OPERATE_ALL)),
        STRANGER(AuthOn.ISSUER.token("bob", "flowcast-operator"), EnumSet.of(Permission.VIEW, Permission.OPERATE));

        private final @Nullable String token;
        private final Set<Permission> may;

        Role(@Nullable String token, Set<Permission> may) {
            this.token = token;
            this.may = may;
        }

        RequestSpecification ask() {
            return token == null ? given() : given().header("Authorization", "Bearer " + token);
        }

        boolean known() {
            return !may.isEmpty();
        }

        boolean owns() {
            return this == VIEWER || this == OPERATOR || this == AUTHOR;
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    private LogWriter anns;
    private LogWriter nobodys;

    @BeforeEach
    void write() {
        anns = new LogWriter(redis)
                .start()
                .fields(Map.of(ExecutionFields.OWNER, "user:ann"))
                .complete();
        nobodys = new LogWriter(redis)
                .start()
                .fields(Map.of(ExecutionFields.OWNER, "anybody"))
                .complete();
        String summary =
                "{\"id\":\"x\",\"name\":\"X\",\"version\":1,\"source\":\"api\",\"updatedAt\":1764000000000,\"contentHash\":\"0123456789abcdef\"}";
        redis.hash(String.class).hset(RedisKeys.DEFINITIONS, "x", summary);
        redis.hash(String.class)
                .hset(RedisKeys.definition("x"), "1", "{\"summary\":" + summary + ",\"definition\":{\"id\":\"x\"}}");
        redis.hash(String.class).hset(RedisKeys.definitionVersions("x"), "1", summary);
        FakeExecutor.SEEN.clear();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void readsShowOnesOwnAndWithTheRoleForItEverybodys(Role role) {
        for (Endpoint endpoint : READS) {
            boolean all = role.may.contains(Permission.VIEW_ALL);
            boolean mine = !endpoint.ofOne() || all || role.owns();
            expect(role, endpoint, anns.id(), mine ? 200 : 404);
            expect(role, endpoint, nobodys.id(), !endpoint.ofOne() || all ? 200 : 404);
            expect(role, endpoint, LogWriter.randomId(), endpoint.ofOne() ? 404 : 200);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void commandsGoOnOnlyWithThePermission(Role role) {
        for (Endpoint endpoint : COMMANDS) {
            FakeExecutor.SEEN.clear();
            boolean may = role.may.contains(endpoint.needed());
            int status = ask(role, endpoint, anns.id()).statusCode();
            assertThat(status)
                    .as("%s %s", role, endpoint)
                    .isEqualTo(
                            !role.known() ? 401 : !may ? 403 : endpoint.path().endsWith("cancel") ? 409 : 202);
            assertThat(FakeExecutor.SEEN).as("%s %s", role, endpoint).hasSize(may ? 1 : 0);
        }
    }

    /** So that nothing is added to the API without a line in this matrix. */
    @Test
    void everyOperationThatTheApiDescribesIsInTheMatrix() {
        Map<String, Map<String, Object>> paths =
                given().get("/q/openapi?format=json").jsonPath().getMap("paths");
        Set<String> described = new TreeSet<>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(method -> path.startsWith(API)
                        && List.of("get", "put", "post", "patch", "delete").contains(method))
                .forEach(
                        method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.substring(API.length()))));
        Set<String> unseen = new TreeSet<>(described);
        unseen.removeAll(ELSEWHERE);
        for (Endpoint endpoint :
                Stream.concat(READS.stream(), COMMANDS.stream()).toList()) {
            String method = endpoint.method().replace("HEAD", "GET");
            String path = endpoint.path()
                    .replaceFirst("[?].*", "")
                    .replace("/definitions/x", "/definitions/{id}")
                    .replace("/signals/go", "/signals/{name}");
            assertThat(described).contains(method + " " + path);
            unseen.remove(method + " " + path);
        }
        assertThat(unseen).isEmpty();
        assertThat(described).containsAll(ELSEWHERE);
    }

    private void expect(Role role, Endpoint endpoint, Object id, int ifKnown) {
        Response answer = ask(role, endpoint, id);
        int expected = !role.known() ? 401 : ifKnown == 200 && endpoint.method().equals("POST") ? 201 : ifKnown;
        assertThat(answer.statusCode()).as("%s %s of %s", role, endpoint, id).isEqualTo(expected);
        if (expected == 401) {
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        if (expected == 404
                && !endpoint.method().equals("HEAD")
                && endpoint.path().startsWith("/executions")) {
            assertThat(answer.jsonPath().getString("detail")).isEqualTo("there is no execution " + id);
        }
    }

    private static Response ask(Role role, Endpoint endpoint, Object id) {
        return role.ask().request(endpoint.method(), API + endpoint.path().replace("{id}", id.toString()));
    }

    @Test
    void aListShowsOnesOwnAndCountsThem() {
        RedisKeys keys = new RedisKeys(0);
        for (LogWriter log : List.of(anns, nobodys)) {
            redis.execute("ZADD", keys.index(), "1764000000000", log.id().toString());
        }
        redis.execute(
                "ZADD",
                keys.ownerIndex("user:ann", null, null),
                "1764000000000",
                anns.id().toString());
        List<String> own =
                Role.VIEWER.ask().get("/api/workflow/executions").jsonPath().getList("executions.executionId");
        assertThat(own)
                .contains(anns.id().toString())
                .doesNotContain(nobodys.id().toString());
        assertThat(Role.STRANGER
                        .ask()
                        .get("/api/workflow/executions")
                        .jsonPath()
                        .getInt("stats.total"))
                .isZero();
        List<String> all =
                Role.AUDITOR.ask().get("/api/workflow/executions").jsonPath().getList("executions.executionId");
        assertThat(all).contains(anns.id().toString(), nobodys.id().toString());
    }

    @Test
    void amongSeveralAnothersIsAsOneThatIsNotThere() {
        String both = "/api/workflow/streams?executions=" + anns.id() + "," + nobodys.id();
        String seen = Role.VIEWER
                .ask()
                .header("Accept", "text/event-stream")
                .get(both)
                .asString();
        assertThat(seen)
                .contains("workflow.completed")
                .contains("stream.closed")
                .contains("{\"executionId\":\"" + nobodys.id() + "\",\"reason\":\"unknown\"}")
                .doesNotContain("\"executionId\":\"" + nobodys.id() + "\",\"seq\"");
    }

    @Test
    void webhooksKeepTheirOwnCredentials() {
        given().post("/api/workflow/hooks/x").then().statusCode(202);
        given().header("Authorization", "Basic eDp5")
                .post("/api/workflow/hooks/x")
                .then()
                .statusCode(202);
    }

    @Test
    void metricsAndHealthAreForOperators() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);
    }

    @Test
    void somethingElseThanATokenIsNoToken() {
        given().header("Authorization", "Basic YW5uOmFubg==")
                .get("/api/workflow/executions")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer")
                .get("/api/workflow/executions")
                .then()
                .statusCode(401);
        given().cookie("__Host-flowcast-session", "x")
                .get("/api/workflow/executions")
                .then()
                .statusCode(401);
        given().get("/api/workflow/executions?ticket=" + "A".repeat(43)).then().statusCode(401);
    }

    /** However the path is written, nobody is let in who shows nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/workflow/executions/{id}",
                "//api/workflow/executions/{id}",
                "/api//workflow/executions/{id}",
                "/api;x=1/workflow/executions/{id}",
                "/api/workflow;x=1/executions/{id}",
                "/api/workflow/executions/{id};x=1",
                "/api/workflow/executions/{id}/",
                "/api/workflow/executions/{id}/events;x=1",
                "/api/workflow/executions/{id}/stream;x=1",
                "/%61pi/workflow/executions/{id}",
                "/api/workflow/%65xecutions/{id}",
                "/api/./workflow/executions/{id}",
                "/q/../api/workflow/executions/{id}",
                "/q/%2e%2e/api/workflow/executions/{id}",
                "/api/workflow/hooks/../executions/{id}",
                "/api/workflow/hooks/%2e%2e/executions/{id}",
                "/api/workflow/hooks/..;/executions/{id}",
                "/api/workflow/hooks/x/../../executions/{id}",
                "/API/workflow/executions/{id}",
                "/api%2fworkflow/executions/{id}",
            })
    void howeverThePathIsWrittenNobodyIsLetIn(String path) throws IOException {
        String target = path.replace("{id}", anns.id().toString());
        String answer = raw("GET " + target);
        assertThat(answer).as(target).doesNotStartWith("HTTP/1.1 2").doesNotContain("\"workflowId\"");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
