package io.flowcast.systemtests.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.conformance.proxy.Proxy;
import io.flowcast.conformance.proxy.ProxyKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.harness.Guard;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that a proxy and the gateway might take for different ones: of what a proxy forbids nothing arrives, however it is hidden
 * in what it lets through.
 */
class SmugglingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Some wait for the rest of a body, as they were told. */
    private static final Duration UNANSWERED = Duration.ofSeconds(3);

    private static final String FORBIDDEN = "/api/workflow/execute";

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.guarded();

    @ParameterizedTest
    @EnumSource(ProxyKind.class)
    @Tag("long")
    void noRequestIsHiddenInAnother(ProxyKind kind) throws Exception {
        String token = Guard.ISSUER.token("smuggler-" + kind, "flowcast-operator", "flowcast-author");
        URI gateway = URI.create(FLOWCAST.stack().gateway(0).url());
        Optional<Proxy> installed = Proxy.start(kind, gateway, FORBIDDEN, PATIENCE);
        assumeThat(installed).as(kind.program() + " is installed").isPresent();
        try (Proxy proxy = installed.get();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = proxy.before(gateway).getPort();
            assertThat(exchange(port, hidden(token))).startsWith("HTTP/1.1 403");
            Map<String, Future<String>> answers = new LinkedHashMap<>();
            attacks(token)
                    .forEach((name, attack) ->
                            answers.put(name, executor.submit(() -> exchange(port, attack, UNANSWERED))));
            for (Map.Entry<String, Future<String>> answer : answers.entrySet()) {
                assertThat(answer.getValue().get())
                        .as(answer.getKey())
                        .doesNotContain("HTTP/1.1 101")
                        .doesNotContain("executionId")
                        .doesNotContain("HTTP/1.1 500");
            }
            // Whatever was left in connections between the two comes before these.
            for (int i = 0; i < 10; i++) {
                assertThat(exchange(port, "GET /api/workflow/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 401");
            }
        }
        // What is hidden would be seen: straight to the gateway it takes effect.
        assertThat(exchange(gateway.getPort(), hidden(token))).startsWith("HTTP/1.1 202");
        await().atMost(PATIENCE).until(() -> executions(token) > 0);
        assertThat(executions(token)).isEqualTo(1);
    }

    /** HTTP/2 by upgrade would make a tunnel of each proxy that passes the offer on. */
    @Test
    void noConnectionIsUpgraded() throws Exception {
        String offer = """
                GET /q/health/live HTTP/1.1
                Host: x
                Connection: Upgrade, HTTP2-Settings
                Upgrade: h2c
                HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA

                """.replace("\n", "\r\n");
        assertThat(exchange(FLOWCAST.stack().gateway(0).port(), offer)).startsWith("HTTP/1.1 200");
        assertThat(exchange(FLOWCAST.stack().executor(0).port(), offer)).startsWith("HTTP/1.1 200");
    }

    /** RFC 9112, 6.1: whoever is before us may have taken another length for true, and what follows for another request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 7",
                "HTTP/1.1\r\nContent-Length: 7\r\nTransfer-Encoding: chunked",
                "HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked"
            })
    void aRequestWithTwoLengthsIsRefusedAndItsConnectionClosed(String lengths) throws Exception {
        String two = "POST /api/workflow/definitions/validate " + lengths
                + "\r\nHost: x\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n";
        for (int port : List.of(
                FLOWCAST.stack().gateway(0).port(), FLOWCAST.stack().executor(0).port())) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                socket.getOutputStream().write(two.getBytes(StandardCharsets.US_ASCII));
                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answers).containsPattern("^HTTP/1.[01] 400 ").doesNotContain("\nHTTP/", " 200 ");
            }
        }
    }

    private static int executions(String token) throws IOException, InterruptedException {
        FlowcastApi api = FLOWCAST.api(0).as(token);
        return JSON.readTree(api.get("/api/workflow/executions").body())
                .path("stats")
                .path("total")
                .asInt();
    }

    private static String hidden(String token) {
        String body = "{\"workflowId\":\"" + TestDefinitions.INSTANT + "\"}";
        return "POST " + FORBIDDEN + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    /** By what they are known as: what is around the hidden request, which is the last of the body or all of it. */
    private static Map<String, String> attacks(String token) {
        String hidden = hidden(token);
        String chunked = "0\r\n\r\n" + hidden;
        String asChunk = Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n";
        Map<String, String> attacks = new LinkedHashMap<>();
        attacks.put("CL.TE", outer(token, chunked.length(), "Transfer-Encoding: chunked", chunked));
        attacks.put("TE.CL", outer(token, 4, "Transfer-Encoding: chunked", asChunk));
        List<String> odd = new ArrayList<>(List.of(
                "Transfer-Encoding : chunked",
                "Transfer-Encoding:\tchunked",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: chunKed\r\nTransfer-Encoding: cow",
                "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding:\r\n chunked",
                "X: x\nTransfer-Encoding: chunked",
                "X: x\rTransfer-Encoding: chunked",
                "\tTransfer-Encoding: chunked",
                "Transfer_Encoding: chunked",
                "Connection: Content-Length",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 777"));
        odd.forEach(header -> {
            attacks.put("all as length, " + header, outer(token, chunked.length(), header, chunked));
            attacks.put("short length, " + header, outer(token, 4, header, asChunk));
        });
        attacks.put("two lengths", outer(token, 0, "Content-Length: " + hidden.length(), hidden));
        attacks.put("two lengths, the other first", outer(token, hidden.length(), "Content-Length: 0", hidden));
        for (String length : List.of("+%d", "0x%x", "%d, 0", "0, %d", "-%d", "%d ", "%dx", "0%d")) {
            attacks.put(
                    "length " + length,
                    outer(token, -1, "Content-Length: " + length.formatted(hidden.length()), hidden));
        }
        for (String method : List.of("GET", "HEAD", "OPTIONS", "DELETE", "BREW")) {
            attacks.put(
                    "body of " + method,
                    outer(token, hidden.length(), "X: x", hidden).replaceFirst("POST", method));
        }
        attacks.put("line break in an extension", outer(token, -1, "Transfer-Encoding: chunked", "0;x\n\r\n" + hidden));
        attacks.put("line break in the target", hidden.replaceFirst("POST /", "POST /q/health/live HTTP/1.1\nX: /"));
        return attacks;
    }

    /** A request that a proxy lets through. */
    private static String outer(String token, int length, String header, String body) {
        return "POST /api/workflow/definitions/validate HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n"
                + (length < 0 ? "" : "Content-Length: " + length + "\r\n") + header + "\r\n\r\n" + body;
    }

    private static String exchange(int port, String request) throws IOException {
        return exchange(port, request, PATIENCE);
    }

    /** What comes of it, until the connection is closed, or nothing comes for so long and then for a second. */
    private static String exchange(int port, String request, Duration patience) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] some = new byte[8_192];
            InputStream in = socket.getInputStream();
            socket.setSoTimeout((int) patience.toMillis());
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                answer.append(new String(some, 0, length, StandardCharsets.ISO_8859_1));
                socket.setSoTimeout(1_000);
            }
        } catch (SocketTimeoutException | SocketException over) {
            // what came until then is the answer
        }
        return answer.toString();
    }
}
