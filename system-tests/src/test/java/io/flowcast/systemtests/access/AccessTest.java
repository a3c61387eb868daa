package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.access.Issuer;
import io.flowcast.access.JwksServer;
import io.flowcast.stack.RepositoryHome;
import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two executors and two gateways with authentication on. */
class AccessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Issuer ISSUER = new Issuer("system");
    private static final String ANN = ISSUER.token("ann", "flowcast-operator");
    private static final String BOB = ISSUER.token("bob", "flowcast-operator");
    private static final String AUDITOR = ISSUER.token("eve", "flowcast-auditor");
    private static final String ADMIN = ISSUER.token("root", "flowcast-admin");

    private static JwksServer keys;
    private static Stack stack;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() {
        keys = new JwksServer(ISSUER.keySet());
        StackSettings settings = Stack.settings().executors(2).gateways(2).definitions(TestDefinitions.folder());
        Map.of(
                        "FLOWCAST_AUTH_ENABLED",
                        "true",
                        "FLOWCAST_AUTH_JWKS_URL",
                        keys.url().toString(),
                        "FLOWCAST_AUTH_ISSUER",
                        Issuer.NAME,
                        "FLOWCAST_AUTH_AUDIENCE",
                        Issuer.AUDIENCE,
                        "FLOWCAST_AUTH_SERVICE_HOST",
                        "10.0.0.1")
                .forEach((name, value) -> {
                    settings.variable(ServiceKind.GATEWAY, name, value);
                    settings.variable(ServiceKind.EXECUTOR, name, value);
                });
        stack = settings.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
        keys.close();
    }

    @Test
    void anExecutionIsItsOwnersWhicheverProcessIsAsked() throws Exception {
        String id = execute(ANN, TestDefinitions.ASKING);
        String path = "/api/workflow/executions/" + id;
        for (Service gateway : stack.gateways()) {
            assertThat(get(gateway, path, ANN).statusCode()).isEqualTo(200);
            assertThat(get(gateway, path, BOB).statusCode()).isEqualTo(404);
            assertThat(get(gateway, path, AUDITOR).statusCode()).isEqualTo(200);
            assertThat(get(gateway, path, null).statusCode()).isEqualTo(401);
            assertThat(listed(gateway, ANN)).contains(id);
            assertThat(listed(gateway, BOB)).doesNotContain(id);
            assertThat(listed(gateway, ADMIN)).contains(id);
        }
        for (String command : List.of("/cancel", "/pause", "/signals/go", "/retry", "/rerun")) {
            for (Service service : List.of(stack.gateway(0), stack.executor(0), stack.executor(1))) {
                assertThat(post(service, path + command, BOB).statusCode())
                        .as("%s at %s", command, service.name())
                        .isEqualTo(404);
                assertThat(post(service, path + command, AUDITOR).statusCode()).isEqualTo(403);
                assertThat(post(service, path + command, null).statusCode()).isEqualTo(401);
                assertThat(post(service, path + command, "x.y.z").statusCode()).isEqualTo(401);
            }
        }
        for (Service executor : stack.executors()) {
            for (String token : List.of(ANN, ADMIN)) {
                assertThat(post(executor, "/api/workflow/definitions/validate", token)
                                .statusCode())
                        .isEqualTo(403);
            }
            assertThat(get(executor, "/api/workflow/node-types", null).statusCode())
                    .isEqualTo(401);
            assertThat(get(executor, "/api/workflow/node-types", ANN).statusCode())
                    .isEqualTo(200);
        }
        assertThat(post(stack.gateway(1), path + "/cancel", ADMIN).statusCode()).isEqualTo(202);
        assertThat(eventsToEnd(stack.gateway(0), path + "/stream", Map.of("Authorization", "Bearer " + ANN)))
                .last()
                .isEqualTo("workflow.cancelled");
    }

    @Test
    void idempotencyKeysAreEachCallersOwn() throws Exception {
        HttpRequest.Builder request = request(stack.gateway(0), "/api/workflow/execute", ANN)
                .header("Idempotency-Key", "the-same")
                .POST(BodyPublishers.ofString("{\"workflowId\":\"" + TestDefinitions.INSTANT + "\"}"));
        String first = id(HTTP.send(request.build(), BodyHandlers.ofString()));
        assertThat(id(HTTP.send(request.build(), BodyHandlers.ofString()))).isEqualTo(first);
        HttpRequest bobs = request.setHeader("Authorization", "Bearer " + BOB).build();
        assertThat(id(HTTP.send(bobs, BodyHandlers.ofString()))).isNotEqualTo(first);
    }

    @Test
    void aSessionAndATicketAreGoodAtEveryGateway() throws Exception {
        String id = execute(ANN, TestDefinitions.ASKING);
        String path = "/api/workflow/executions/" + id;
        HttpResponse<String> begun = post(stack.gateway(0), "/api/workflow/session", ANN);
        assertThat(begun.statusCode()).isEqualTo(201);
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        HttpRequest.Builder ask = HttpRequest.newBuilder(stack.gateway(1).uri(path + "/ticket"))
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody());
        JsonNode ticket =
                JSON.readTree(HTTP.send(ask.build(), BodyHandlers.ofString()).body());
        String stream = ticket.path("stream").asText();

        ask.uri(stack.gateway(1).uri(path + "/signals/go")).timeout(PATIENCE);
        assertThat(HTTP.send(ask.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(202);

        assertThat(eventsToEnd(stack.gateway(0), stream, Map.of())).last().isEqualTo("workflow.completed");
        assertThat(eventsToEnd(stack.gateway(1), path + "/stream", Map.of("Cookie", cookie)))
                .last()
                .isEqualTo("workflow.completed");
    }

    @Test
    void halfAConfigurationKeepsAServiceFromStarting() throws Exception {
        for (ServiceKind kind : ServiceKind.values()) {
            Path output = Path.of("target", "half-" + kind + ".log");
            Process service = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Dquarkus.http.port=0",
                            "-Dquarkus.redis.hosts=" + stack.redisUrl(),
                            "-Dflowcast.auth.issuer=" + Issuer.NAME,
                            "-jar",
                            kind.jar(RepositoryHome.find()).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(service.exitValue()).isNotZero();
                assertThat(output).content().contains("flowcast.auth.issuer is set, but authentication is off");
            } finally {
                service.destroy();
            }
        }
    }

    private static String execute(String token, String workflowId) throws IOException, InterruptedException {
        HttpRequest request = request(stack.gateway(0), "/api/workflow/execute", token)
                .POST(BodyPublishers.ofString("{\"workflowId\":\"" + workflowId + "\"}"))
                .build();
        return id(HTTP.send(request, BodyHandlers.ofString()));
    }

    private static String id(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body()).path("executionId").asText();
    }

    private static List<String> listed(Service gateway, String token) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        JSON.readTree(get(gateway, "/api/workflow/executions", token).body())
                .path("executions")
                .forEach(item -> ids.add(item.path("executionId").asText()));
        return ids;
    }

    private static HttpResponse<String> get(Service service, String path, String token)
            throws IOException, InterruptedException {
        return HTTP.send(request(service, path, token).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(Service service, String path, String token)
            throws IOException, InterruptedException {
        return HTTP.send(
                request(service, path, token).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Service service, String path, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(service.url()).resolve(path)).timeout(PATIENCE);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The types of a stream's events, up to its end. */
    private static List<String> eventsToEnd(Service gateway, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path)).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        HttpResponse<InputStream> answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith("event: "))
                    .map(line -> line.substring(7))
                    .filter(type -> !type.startsWith("stream."))
                    .toList();
        }
    }
}
