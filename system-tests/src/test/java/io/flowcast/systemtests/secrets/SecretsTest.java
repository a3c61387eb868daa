package io.flowcast.systemtests.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.flowcast.stack.LocalServer;
import io.flowcast.stack.Stack;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.RedisCommands;
import io.flowcast.systemtests.harness.RedisServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A workflow uses a secret in every way it can, against a server that sends back all it gets, with every log open. Then
 * everything that can be read of it is searched.
 */
class SecretsTest {

    /** What is searched for: it stands unchanged within every encoding but base64. */
    private static final String CORE = "7f3a9cSentinelQxZ41";

    private static final String SECRET = "a/\"b+&=?~'<" + CORE + "> \\%";
    private static final String SIGNING = "whsec_" + base64(CORE + "-key-of-the-webhook");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DEFINITION = """
            id: leaky
            nodes:
              - {id: header, type: http, with: {url: "${ input.u & '/echo' }", headers: {X-Token: "Bearer ${ secrets.SENTINEL }"}}}
              - {id: basic, type: http, with: {url: "${ input.u & '/echo' }", headers: {Authorization: "${ 'Basic ' & $base64encode('me:' & secrets.SENTINEL) }"}}}
              - {id: query, type: http, with: {url: "${ input.u & '/echo' }", query: {token: "${ secrets.SENTINEL }"}}}
              - {id: body, type: http, with: {url: "${ input.u & '/echo' }", body: {token: "${ secrets.SENTINEL }"}}}
              - {id: form, type: http, with: {url: "${ input.u & '/echo' }", form: {token: "${ secrets.SENTINEL }"}}}
              - {id: text, type: http, with: {url: "${ input.u & '/echo' }", body: "it is ${ secrets.SENTINEL }"}}
              - {id: failing, type: http, retry: {limit: 1, delay: 10ms}, with: {url: "${ input.u & '/fail' }", body: {token: "${ secrets.SENTINEL }"}}}
              - {id: cut, type: http, with: {url: "${ input.u & '/long' }", body: "${ secrets.SENTINEL }"}}
              - {id: refused, type: http, with: {url: "${ 'http://127.0.0.1:1/' & $encodeUrlComponent(secrets.SENTINEL) }"}}
              - {id: forbidden, type: http, with: {url: "${ 'http://' & secrets.HOST & '/' }"}}
              - {id: redirected, type: http, with: {url: "${ input.u & '/redirect' }", query: {token: "${ secrets.SENTINEL }"}}}
              - {id: no_url, type: http, with: {url: "${ secrets.SENTINEL }"}}
              - {id: no_method, type: http, with: {url: "${ input.u & '/echo' }", method: "${ secrets.SENTINEL }"}}
              - {id: no_field, type: http, with: {url: "${ input.u & '/echo' }", query: "${ secrets.SENTINEL }"}}
              - {id: no_header, type: http, with: {url: "${ input.u & '/echo' }", headers: {X-Token: "${ secrets.SENTINEL & '\\n' }"}}}
              - {id: no_number, type: http, with: {url: "${ input.u & '/echo' }", body: "${ $number(secrets.SENTINEL) }"}}
              - {id: raised, type: http, with: {url: "${ $error(secrets.SENTINEL) }"}}
              - {id: unknown, type: http, with: {url: "${ input.u & secrets.NOWHERE }"}}
              - {id: event, type: emit, retry: {limit: 1, delay: 10ms}, with: {url: "${ input.u & '/fail' }", event: paid, data: "${ secrets.SENTINEL }", secret: "${ secrets.SIGNING }"}}
              - {id: no_key, type: emit, with: {url: "${ input.u & '/echo' }", event: paid, secret: "${ 'whsec_' & secrets.SENTINEL }"}}
              - {id: child, type: workflow, with: {workflowId: leaky-child, input: {u: "${ input.u }"}}}
              - {id: remembered, type: http, join: all, with: {url: "${ input.u & '/remembered' }"}}
              - {id: say, type: log, with: {message: "${ $string(nodes) }"}}
              - {id: keep, type: set, with: {all: "${ nodes }"}}
            edges:
            %s
              - {from: remembered, to: say}
              - {from: say, to: keep}
            output: "${ nodes }"
            """;

    private static final String CHILD = """
            id: leaky-child
            nodes:
              - {id: fails, type: http, with: {url: "${ input.u & '/fail' }", body: {token: "${ secrets.SENTINEL }"}}}
            """;

    @TempDir
    static Path dir;

    private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
    private static final Queue<String> RECEIVED = new ConcurrentLinkedQueue<>();
    private static LocalServer server;
    private static RedisServers servers;
    private static Stack stack;
    private static HttpClient http;

    @BeforeAll
    static void start() throws IOException {
        server = LocalServer.start();
        server.on("/", SecretsTest::answer);
        Path definitions = Files.createDirectories(dir.resolve("definitions"));
        Files.writeString(definitions.resolve("leaky.yaml"), definition());
        Files.writeString(definitions.resolve("leaky-child.yaml"), CHILD);
        Path secrets = Files.createDirectories(dir.resolve("secrets"));
        Files.writeString(secrets.resolve("SIGNING"), SIGNING + "\n");
        Files.writeString(secrets.resolve("HOST"), CORE + ".invalid");
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        servers = RedisServers.chosen();
        stack = servers.start(servers.settings()
                .executors(1)
                .gateways(1)
                .definitions(definitions)
                .variable(ServiceKind.EXECUTOR, "FLOWCAST_SECRET_SENTINEL", SECRET)
                .property(ServiceKind.EXECUTOR, "flowcast.secrets.dir", secrets.toString())
                .property(ServiceKind.EXECUTOR, "quarkus.log.category.\"io.flowcast\".level", "TRACE")
                .property(ServiceKind.EXECUTOR, "quarkus.log.category.\"org.apache.hc\".level", "TRACE")
                .property(
                        ServiceKind.EXECUTOR, "quarkus.log.category.\"org.apache.hc.client5.http.wire\".level", "TRACE")
                .property(
                        ServiceKind.EXECUTOR,
                        "quarkus.log.category.\"org.apache.hc.client5.http.headers\".level",
                        "TRACE")
                .property(ServiceKind.GATEWAY, "quarkus.log.category.\"io.flowcast\".level", "TRACE")
                .log((process, line) -> LOG.add(line)));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
        if (servers != null) {
            servers.close();
        }
        server.close();
    }

    /** Every node but the last ones leads to them, whether it fails or not. */
    private static String definition() {
        StringBuilder edges = new StringBuilder();
        DEFINITION.lines().filter(line -> line.contains("{id: ")).forEach(line -> {
            String id = line.substring(line.indexOf("{id: ") + 5, line.indexOf(','));
            if (!List.of("remembered", "say", "keep").contains(id)) {
                edges.append("  - {from: ").append(id).append(", to: remembered}\n");
                edges.append("  - {from: ").append(id).append(", to: remembered, catch: error}\n");
            }
        });
        return DEFINITION.formatted(edges.toString().stripTrailing());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            Map<String, Object> echo = new TreeMap<>();
            echo.put("uri", exchange.getRequestURI().toString());
            echo.put("headers", exchange.getRequestHeaders());
            echo.put("body", body);
            echo.put("decoded", String.valueOf(exchange.getRequestURI().getQuery()));
            RECEIVED.add(JSON.writeValueAsString(echo));
            String text = switch (path) {
                case "/long" -> "x".repeat(490) + body;
                case "/remembered" -> JSON.writeValueAsString(List.copyOf(RECEIVED)) + SECRET;
                default -> JSON.writeValueAsString(echo);
            };
            exchange.getResponseHeaders().add("Content-Type", path.equals("/echo") ? "application/json" : "text/plain");
            exchange.getResponseHeaders().add("X-Echo", "you said " + SECRET);
            if (path.equals("/redirect")) {
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                "http://127.0.0.1:1/?"
                                        + exchange.getRequestURI().getRawQuery());
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int status = switch (path) {
                case "/fail" -> 500;
                case "/long" -> 422;
                case "/redirect" -> 302;
                default -> 200;
            };
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void standNowhereThatAnybodyCanRead() throws Exception {
        FlowcastApi api = new FlowcastApi(http, stack.gateway(0).url());
        String url = server.url();
        Map<String, String> seen = new LinkedHashMap<>();

        String id = api.execute("leaky", Map.of("u", url));
        String execution = "/api/workflow/executions/" + id;
        seen.put("stream", text(stack.gateway(0).uri(execution + "/stream")));
        JsonNode detail = api.detail(id);
        seen.put("detail", detail.toString());
        for (String path : List.of(
                execution + "/events?limit=1000",
                execution + "/children",
                "/api/workflow/executions",
                "/api/workflow/definitions",
                "/api/workflow/definitions/leaky",
                "/q/metrics")) {
            seen.put(path, text(stack.gateway(0).uri(path)));
        }
        seen.put("metrics of the executor", text(stack.executor(0).uri("/q/metrics")));
        seen.put("node types", text(stack.gateway(0).uri("/api/workflow/node-types")));
        seen.put(
                "refusal",
                api.put(
                                "/api/workflow/definitions/wrong",
                                "{\"id\": \"wrong\", \"nodes\": [{\"id\": \"a\", \"type\": \"set\","
                                        + " \"with\": {\"x\": \"${ secrets.SENTINEL }\"}}]}")
                        .body());
        seen.put("redis", redis());
        seen.put("logs", String.join("\n", LOG));

        assertThat(detail.path("status").asText()).isEqualTo("completed");
        assertUsed(detail);
        seen.forEach((where, text) -> assertThat(found(text)).as(where).isEmpty());
    }

    /** The test would prove nothing had the secret not been sent, and sent back. */
    private static void assertUsed(JsonNode detail) {
        JsonNode nodes = detail.path("nodeDetails");
        assertThat(RECEIVED.stream().filter(call -> call.contains(CORE)).count())
                .isGreaterThanOrEqualTo(8);
        assertThat(nodes.path("header").path("output").path("body").toString()).contains("Bearer ***");
        assertThat(nodes.path("header").path("output").path("headers").toString())
                .contains("you said ***");
        assertThat(nodes.path("remembered").path("output").path("body").asText())
                .contains("***");
        assertThat(nodes.path("failing").path("error").path("detail").asText()).contains("***");
        assertThat(nodes.path("failing").path("attempt").asInt()).isEqualTo(2);
        assertThat(nodes.path("child").path("error").path("detail").asText()).contains("***");
        assertThat(nodes.path("event").path("error").path("type").asText()).isEqualTo("server");
        assertThat(nodes.path("no_method").path("error").path("type").asText()).isEqualTo("validation");
        assertThat(nodes.path("raised").path("error").path("type").asText()).isEqualTo("expression");
        assertThat(nodes.path("unknown").path("error").path("detail").asText()).contains("there is no secret NOWHERE");
        List<String> errors = new ArrayList<>();
        nodes.forEach(node -> errors.add(node.path("error").toString()));
        assertThat(errors).anyMatch(error -> error.contains("127.0.0.1:1"));
        assertThat(LOG).as("the logs are open").anyMatch(line -> line.contains("io.fl") || line.contains("i.f."));
    }

    /** What of the secrets a text holds. */
    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        for (String one :
                List.of(CORE, CORE.toUpperCase(Locale.ROOT), CORE.toLowerCase(Locale.ROOT), SIGNING.substring(6))) {
            if (text.contains(one)) {
                found.add(one);
            }
        }
        for (int place = 0; place < 3; place++) {
            String encoded = base64("x".repeat(place) + CORE);
            String inner = encoded.substring(4, encoded.length() - 4);
            if (text.contains(inner)) {
                found.add("base64 " + inner);
            }
        }
        return found.stream()
                .map(form -> form + " in …"
                        + text.substring(
                                Math.max(0, text.indexOf(form.replace("base64 ", "")) - 200),
                                Math.max(0, text.indexOf(form.replace("base64 ", ""))) + 30)
                        + "…")
                .toList();
    }

    private static String text(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static String redis() throws IOException {
        StringBuilder dump = new StringBuilder();
        List<?> keys = servers.ofMasters("KEYS", "*").stream()
                .flatMap(held -> ((List<?>) held).stream())
                .toList();
        try (RedisCommands redis = servers.commands()) {
            for (Object each : keys) {
                String key = String.valueOf(each);
                Object content = switch (String.valueOf(redis.call("TYPE", key)).replace("+", "")) {
                    case "hash" -> redis.call("HGETALL", key);
                    case "stream" -> redis.call("XRANGE", key, "-", "+");
                    case "zset" -> redis.call("ZRANGE", key, "0", "-1", "WITHSCORES");
                    case "set" -> redis.call("SMEMBERS", key);
                    case "list" -> redis.call("LRANGE", key, "0", "-1");
                    case "string" -> redis.call("GET", key);
                    case String other -> throw new IllegalStateException(key + " is a " + other);
                };
                dump.append(key).append(' ').append(content).append('\n');
            }
        }
        assertThat(dump).contains("leaky").contains("node:header");
        return dump.toString();
    }
}
