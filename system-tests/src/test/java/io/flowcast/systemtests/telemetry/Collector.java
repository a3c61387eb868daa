package io.flowcast.systemtests.telemetry;

import io.flowcast.stack.LocalServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Takes what is exported by OTLP over HTTP; and an endpoint that workflows call, which notes whose trace the call is of. */
final class Collector implements AutoCloseable {
    private final LocalServer server;
    private final List<ExportedSpan> spans = new CopyOnWriteArrayList<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> released = new CompletableFuture<>();
    private final Map<String, String> traceparents = new ConcurrentHashMap<>();

    Collector() throws IOException {
        server = LocalServer.start();
        server.on("/v1/traces", exchange -> {
            spans.addAll(ExportedSpan.of(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
        });
        server.on("/called", exchange -> {
            traceparents.put(
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
        });
        server.on("/held", exchange -> {
            held.add(exchange.getRequestHeaders().getFirst("Idempotency-Key").split(":", 2)[0]);
            released.join();
            exchange.sendResponseHeaders(204, -1);
        });
    }

    String url() {
        return server.url();
    }

    List<ExportedSpan> spans(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** The header of the call that this node of the execution made. */
    String traceparent(String executionId, String nodeId) {
        return traceparents.getOrDefault(executionId + ":" + nodeId, "");
    }

    /** Whether a call of this execution waits for its answer. */
    boolean holds(String executionId) {
        return held.contains(executionId);
    }

    /** Answers every call that waits, and every later one. */
    void release() {
        released.complete(null);
    }

    @Override
    public void close() {
        server.close();
    }
}
