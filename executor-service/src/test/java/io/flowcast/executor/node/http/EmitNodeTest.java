package io.flowcast.executor.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import io.flowcast.executor.definition.NodeSettings;
import io.flowcast.executor.node.NodeTypes;
import io.flowcast.node.NodeResult;
import io.flowcast.node.testing.RecordingContext;
import io.flowcast.stack.LocalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EmitNodeTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Seen(Headers headers, byte[] body) {}

    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private LocalServer server;
    private HttpCalls calls;
    private EmitNode node;

    @BeforeEach
    void start() {
        server = LocalServer.start();
        server.on("/", exchange -> {
            seen.add(new Seen(
                    exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
            int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            exchange.getResponseHeaders().add("Retry-After", "3");
            exchange.sendResponseHeaders(status, -1);
        });
        calls = new HttpCalls(new TestHttpConfig());
        node = new EmitNode(calls);
    }

    @AfterEach
    void stop() throws IOException {
        calls.close();
        server.close();
    }

    private Map<String, @Nullable Object> settings(int status, Object secret) {
        Map<String, @Nullable Object> settings = new HashMap<>();
        settings.put("url", server.url() + "/" + status);
        settings.put("event", "order.paid");
        settings.put("data", Map.of("order", "ä-1"));
        settings.put("secret", secret);
        settings.put("headers", Map.of("X-Tenant", "7", "webhook-id", "forged"));
        return settings;
    }

    private static String signature(byte[] key, Seen request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update((request.headers().getFirst("webhook-id") + "."
                        + request.headers().getFirst("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.body()));
    }

    @Test
    void signsWhatItSendsByTheStandard() throws Exception {
        long before = System.currentTimeMillis() / 1_000;

        NodeResult result = node.run(new RecordingContext(settings(202, SECRET)));

        Seen request = seen.take();
        String id = "wf_exec_0_01JD8Q4GZ3T9X6N2R5V7W1Y0AB:node";
        assertThat(result).isEqualTo(new NodeResult.Output(Map.of("status", 202, "id", id)));
        assertThat(request.headers().get("webhook-id")).containsExactly(id);
        assertThat(request.headers().get("Idempotency-Key")).containsExactly(id);
        assertThat(request.headers().get("X-Tenant")).containsExactly("7");
        assertThat(Long.parseLong(request.headers().getFirst("webhook-timestamp")))
                .isBetween(before, before + 20);
        assertThat(request.headers().get("webhook-signature"))
                .containsExactly(signature(Base64.getDecoder().decode(SECRET.substring(6)), request));
        JsonNode body = new ObjectMapper().readTree(request.body());
        assertThat(body.path("type").asText()).isEqualTo("order.paid");
        assertThat(body.path("timestamp").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(body.path("data").path("order").asText()).isEqualTo("ä-1");
    }

    @Test
    void signsWithEverySecretWhileTheyAreRotated() throws Exception {
        node.run(new RecordingContext(settings(200, List.of(SECRET, "any text"))));

        Seen request = seen.take();
        assertThat(request.headers().getFirst("webhook-signature").split(" "))
                .containsExactly(
                        signature(Base64.getDecoder().decode(SECRET.substring(6)), request),
                        signature("any text".getBytes(StandardCharsets.UTF_8), request));
    }

    @Test
    void failsWithWhatTheReceiverSaysAndWhen() throws Exception {
        NodeResult.Failure busy = (NodeResult.Failure) node.run(new RecordingContext(settings(503, SECRET)));
        NodeResult.Failure gone = (NodeResult.Failure) node.run(new RecordingContext(settings(410, SECRET)));

        assertThat(busy.problem().type()).isEqualTo("server");
        assertThat(busy.retryAfter()).hasSeconds(3);
        assertThat(gone.problem().type()).isEqualTo("client");
    }

    @Test
    void refusesASecretThatIsNoKeyWithoutShowingIt() throws Exception {
        NodeResult.Failure failure =
                (NodeResult.Failure) node.run(new RecordingContext(settings(200, "whsec_not base64!")));

        assertThat(failure.problem().type()).isEqualTo("validation");
        assertThat(failure.problem().detail()).contains("whsec_").doesNotContain("not base64!");
        assertThat(seen).isEmpty();
    }

    @Test
    void isRetriedWhereItsAuthorSaysNothing() {
        NodeTypes types = NodeTypes.builtIn(List.of(node));

        assertThat(types.defaultRetry("emit").limit()).isEqualTo(5);
        assertThat(types.defaultRetry("emit").allows("server", 4)).isTrue();
        assertThat(types.takesSecrets("emit")).isTrue();
        assertThat(new NodeSettings(types).validate("emit", settings(200, SECRET)))
                .isEmpty();
        assertThat(new NodeSettings(types).validate("emit", Map.of("url", "u", "event", "a b", "secret", "s")))
                .hasSize(1);
    }
}
