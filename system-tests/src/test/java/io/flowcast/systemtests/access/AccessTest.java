package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.access.Issuer;
import io.flowcast.stack.RepositoryHome;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.StackExtension;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two executors and two gateways with authentication on. */
class AccessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ANN = Guard.ISSUER.token("ann", "flowcast-operator");
    private static final String BOB = Guard.ISSUER.token("bob", "flowcast-operator");
    private static final String AUDITOR = Guard.ISSUER.token("eve", "flowcast-auditor");
    private static final String ADMIN = Guard.ISSUER.token("root", "flowcast-admin");

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void anExecutionIsItsOwnersWhicheverProcessIsAsked() throws Exception {
        String id = execute(ANN, TestDefinitions.ASKING);
        String path = "/api/workflow/executions/" + id;
        for (Service gateway : FLOWCAST.stack().gateways()) {
            assertThat(get(gateway, path, ANN).statusCode()).isEqualTo(200);
            assertThat(get(gateway, path, BOB).statusCode()).isEqualTo(404);
            assertThat(get(gateway, path, AUDITOR).statusCode()).isEqualTo(200);
            assertThat(get(gateway, path, null).statusCode()).isEqualTo(401);
            assertThat(listed(gateway, ANN)).contains(id);
            assertThat(listed(gateway, BOB)).doesNotContain(id);
            assertThat(listed(gateway, ADMIN)).contains(id);
        }
        for (String command : List.of("/cancel", "/pause", "/signals/go", "/retry", "/rerun")) {
            for (Service service : List.of(
                    FLOWCAST.stack().gateway(0),
                    FLOWCAST.stack().executor(0),
                    FLOWCAST.stack().executor(1))) {
                assertThat(post(service, path + command, BOB).statusCode())
                        .as("%s at %s", command, service.name())
                        .isEqualTo(404);
                assertThat(post(service, path + command, AUDITOR).statusCode()).isEqualTo(403);
                assertThat(post(service, path + command, null).statusCode()).isEqualTo(401);
                assertThat(post(service, path + command, "x.y.z").statusCode()).isEqualTo(401);
            }
        }
        for (Service executor : FLOWCAST.stack().executors()) {
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
        assertThat(post(FLOWCAST.stack().gateway(1), path + "/cancel", ADMIN).statusCode())
                .isEqualTo(202);
        assertThat(eventsToEnd(FLOWCAST.stack().gateway(0), path + "/stream", Map.of("Authorization", "Bearer " + ANN)))
                .last()
                .isEqualTo("workflow.cancelled");
    }

    @Test
    void idempotencyKeysAreEachCallersOwn() throws Exception {
        HttpRequest.Builder request = request(FLOWCAST.stack().gateway(0), "/api/workflow/execute", ANN)
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
        HttpResponse<String> begun = post(FLOWCAST.stack().gateway(0), "/api/workflow/session", ANN);
        assertThat(begun.statusCode()).isEqualTo(201);
        String cookie = begun.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        HttpRequest.Builder ask = HttpRequest.newBuilder(
                        FLOWCAST.stack().gateway(1).uri(path + "/ticket"))
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody());
        JsonNode ticket =
                JSON.readTree(HTTP.send(ask.build(), BodyHandlers.ofString()).body());
        String stream = ticket.path("stream").asText();

        ask.uri(FLOWCAST.stack().gateway(1).uri(path + "/signals/go")).timeout(PATIENCE);
        assertThat(HTTP.send(ask.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(202);

        assertThat(eventsToEnd(FLOWCAST.stack().gateway(0), stream, Map.of()))
                .last()
                .isEqualTo("workflow.completed");
        assertThat(eventsToEnd(FLOWCAST.stack().gateway(1), path + "/stream", Map.of("Cookie", cookie)))
                .last()
                .isEqualTo("workflow.completed");
    }

    @Test
    void whatAWebhookStartsBelongsToWhoPutTheWorkflowOrElseToNobody() throws Exception {
        String author = Guard.ISSUER.token("ann", "flowcast-author", "flowcast-operator");
        assertThat(FLOWCAST.api(0)
                        .as(author)
                        .put("/api/workflow/definitions/anns-hook", """
                                {"id": "anns-hook", "triggers": [{"type": "webhook", "secret": "HOOK"}],
                                 "nodes": [{"id": "a", "type": "noop"}]}
                                """)
                        .statusCode())
                .isEqualTo(201);

        String anns = id(post(FLOWCAST.stack().gateway(0), "/api/workflow/hooks/anns-hook", Guard.HOOK_SECRET));
        String files = id(
                post(FLOWCAST.stack().gateway(0), "/api/workflow/hooks/" + TestDefinitions.HOOKED, Guard.HOOK_SECRET));

        assertThat(statuses(anns)).isEqualTo(List.of(200, 404, 200));
        assertThat(statuses(files)).isEqualTo(List.of(404, 404, 200));
        // Lists may be a second old.
        await().atMost(PATIENCE)
                .until(() -> listed(FLOWCAST.stack().gateway(1), ANN).contains(anns));
        assertThat(listed(FLOWCAST.stack().gateway(1), ANN)).doesNotContain(files);
    }

    /** What Ann, Bob and the auditor get. */
    private static List<Integer> statuses(String executionId) throws IOException, InterruptedException {
        String path = "/api/workflow/executions/" + executionId;
        Service gateway = FLOWCAST.stack().gateway(1);
        return List.of(
                get(gateway, path, ANN).statusCode(),
                get(gateway, path, BOB).statusCode(),
                get(gateway, path, AUDITOR).statusCode());
    }

    @Test
    void aSubjectHasOneLimitOverAllGatewaysAndKindsOfStreamsWhateverItsToken() throws Exception {
        String token = Guard.ISSUER.token("carol", "flowcast-operator");
        String id = execute(token, TestDefinitions.ASKING);
        List<String> kinds = List.of(
                "/api/workflow/executions/" + id + "/stream",
                "/api/workflow/streams?executions=" + id,
                "/api/workflow/executions/stream");
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < Guard.STREAMS_PER_CALLER; i++) {
                assertThat(opened(i % 2, kinds.get(i % 3), token, open)).isEqualTo(200);
            }
            String another = Guard.ISSUER.token("carol", "flowcast-auditor");
            for (int gateway = 0; gateway < 2; gateway++) {
                for (String kind : kinds) {
                    assertThat(opened(gateway, kind, token, open)).as(kind).isEqualTo(429);
                    assertThat(opened(gateway, kind, another, open)).as(kind).isEqualTo(429);
                }
            }
            assertThat(opened(1, kinds.getFirst(), AUDITOR, open))
                    .as("another subject")
                    .isEqualTo(200);

            open.removeFirst().close();
            await().atMost(PATIENCE).until(() -> opened(1, kinds.get(1), another, open) == 200);
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
            post(FLOWCAST.stack().gateway(0), "/api/workflow/executions/" + id + "/cancel", token);
        }
    }

    private static int opened(int gateway, String path, String token, List<InputStream> open)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HTTP.send(
                request(FLOWCAST.stack().gateway(gateway), path, token).build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            open.add(answer.body());
        } else {
            answer.body().close();
        }
        return answer.statusCode();
    }

    @Test
    void halfAConfigurationKeepsAServiceFromStarting() throws Exception {
        for (ServiceKind kind : ServiceKind.values()) {
            Path output = Path.of("target", "half-" + kind + ".log");
            Process service = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-Dquarkus.http.port=0",
                            "-Dquarkus.redis.hosts=" + FLOWCAST.stack().redisUrl(),
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
        HttpRequest request = request(FLOWCAST.stack().gateway(0), "/api/workflow/execute", token)
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
