package io.flowcast.stack.backend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flowcast.stack.process.StartFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server that the examples call, on the loopback address, in this very process. A call that
 * succeeded is answered again, not done again, when its Idempotency-Key comes back. Thread-safe.
 */
public final class ExampleBackend implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<String, Answer> effects = new ConcurrentHashMap<>();
    private final String webhookSecret = newSecret();
    private final WebhookEndpoint webhook = new WebhookEndpoint(webhookSecret);

    private ExampleBackend(HttpServer server) {
        this.server = server;
    }

    private static String newSecret() {
        byte[] key = new byte[24];
        new SecureRandom().nextBytes(key);
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    /**
     * Starts it.
     *
     * @param port 0: any free one
     * @throws StartFailure where the port is taken
     */
    public static ExampleBackend start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            ExampleBackend backend = new ExampleBackend(server);
            server.createContext("/", backend::handle);
            server.setExecutor(backend.threads);
            server.start();
            return backend;
        } catch (IOException e) {
            throw new StartFailure("the example backend cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    /** The base address, for {@code input.baseUrl} of the examples. */
    public String url() {
        return "http://" + HOST + ":" + server.getAddress().getPort();
    }

    /** What webhooks sent to it are to be signed with: another one each time it is started. */
    public String webhookSecret() {
        return webhookSecret;
    }

    /** Every call that was answered so far, in the order of the answers. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Question question = Question.read(exchange);
            @Nullable String effect = effectOf(question);
            Answer earlier = effect == null ? null : effects.get(effect);
            Answer answer = earlier != null ? earlier : answer(counted(question, effect));
            if (effect != null && answer.status() < 300) {
                effects.putIfAbsent(effect, answer);
            }
            calls.add(new Call(
                    question.method(),
                    question.path(),
                    question.idempotencyKey(),
                    answer.status(),
                    answer.body().toString(),
                    earlier != null));
            send(exchange, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(Question question) throws InterruptedException {
        return question.method().equals("POST") && question.path().equals(WebhookEndpoint.PATH)
                ? webhook.answer(question)
                : Endpoints.answer(question);
    }

    /** Names the one effect that all calls with this key share; GET has none. */
    private static @Nullable String effectOf(Question question) {
        String key = question.idempotencyKey();
        return key == null || question.method().equals("GET") ? null : question.path() + " " + key;
    }

    private Question counted(Question question, @Nullable String effect) {
        return effect == null ? question : question.onAttempt(attempts.merge(effect, 1, Integer::sum));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", answer.status() < 300 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
