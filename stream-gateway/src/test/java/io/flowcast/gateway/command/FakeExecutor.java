package io.flowcast.gateway.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Two executors: one that notes what it is told, and one that refuses every connection. */
public final class FakeExecutor implements QuarkusTestResourceLifecycleManager {

    /** A request as the executor got it. */
    public record Seen(
            String method,
            String path,
            @Nullable String key,
            @Nullable String type,
            String body,
            @Nullable String authorization,
            @Nullable String cookie,
            Set<String> headers) {

        /** A copy, of which nothing can be changed. */
        public Seen {
            headers = Set.copyOf(headers);
        }
    }

    /** What it got, in order. */
    public static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", FakeExecutor::answer);
            started.setExecutor(Thread::startVirtualThread);
            started.start();
            server = started;
            return Map.of(
                    "flowcast.gateway.executors",
                    "http://127.0.0.1:" + closedPort() + ",http://127.0.0.1:"
                            + started.getAddress().getPort() + "/",
                    "flowcast.gateway.timeout",
                    "1s");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        SEEN.add(new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                body,
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Cookie"),
                exchange.getRequestHeaders().keySet()));
        if (body.contains("hang")) {
            return; // never answered, till the server stops
        }
        int status = exchange.getRequestURI().getPath().endsWith("/cancel") ? 409 : 202;
        byte[] answer = "{\"executionId\":\"x\",\"status\":\"running\"}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", status == 202 ? "application/json" : "application/problem+json");
        exchange.getResponseHeaders().set("Location", "/api/workflow/executions/x");
        exchange.getResponseHeaders().set("Connection", "keep-alive, X-Of-Its-Hop");
        exchange.getResponseHeaders().set("X-Of-Its-Hop", "1");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
