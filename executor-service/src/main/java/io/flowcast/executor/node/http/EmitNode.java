package io.flowcast.executor.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.node.Schemas;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * {@code emit}: sends an event to a webhook, signed by the Standard Webhooks specification, and gives {@code {status, id}}.
 * The {@code webhook-id} is the Idempotency-Key: the same over retries and takeovers, and so is the body.
 */
@Singleton
final class EmitNode implements NodeType {

    private final HttpCalls calls;
    private final ObjectMapper json = new ObjectMapper();

    EmitNode(HttpCalls calls) {
        this.calls = calls;
    }

    @Override
    public String name() {
        return "emit";
    }

    @Override
    public String description() {
        return "Sends an event to a webhook, signed by the Standard Webhooks specification.";
    }

    @Override
    public boolean takesSecrets() {
        return true;
    }

    @Override
    public Map<String, Object> defaultRetry() {
        return Map.of("limit", 5, "delay", "1s", "backoff", "exponential", "maxDelay", "1m", "jitter", 0.2);
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.object(
                Map.of(
                        "url", Schemas.TEXT,
                        "event", Map.of("type", "string", "pattern", "^[A-Za-z0-9_.-]{1,200}$"),
                        "data", Schemas.ANY,
                        "secret",
                                Map.of(
                                        "type",
                                        List.of("string", "array"),
                                        "minLength",
                                        1,
                                        "minItems",
                                        1,
                                        "maxItems",
                                        5,
                                        "items",
                                        Map.of("type", "string", "minLength", 1)),
                        "headers", Schemas.anything()),
                "url",
                "event",
                "secret");
    }

    @Override
    public NodeResult run(NodeContext context) throws InterruptedException {
        Map<String, @Nullable Object> settings = context.settings();
        String id = context.idempotencyKey();
        Outgoing request;
        try {
            byte[] body = json.writeValueAsBytes(message(context));
            RequestSettings common = new RequestSettings(settings);
            Map<String, String> headers = RequestSettings.ownHeaders(context);
            Map<String, String> authored = new LinkedHashMap<>(common.headers());
            authored.putAll(WebhookSignature.headers(id, context.now() / 1_000, body, secrets(settings.get("secret"))));
            request = new Outgoing(
                    "POST", common.url(), headers, authored, new Outgoing.Body(body, ContentType.APPLICATION_JSON));
        } catch (RequestSettings.Unusable e) {
            return NodeResult.failure("validation", "No request", String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return NodeResult.failure("validation", "No request", "data is no JSON: " + e.getOriginalMessage());
        }
        return calls.call(
                request,
                context,
                status -> false,
                reply -> reply.status() < 300
                        ? new NodeResult.Output(Map.of("status", reply.status(), "id", id))
                        : reply.failure(context));
    }

    /** What the specification calls the payload. Its time is that of the node's first attempt, so that all send the same. */
    private static Map<String, @Nullable Object> message(NodeContext context) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", Objects.toString(context.settings().get("event"), ""));
        message.put("timestamp", Instant.ofEpochMilli(context.startTime()).toString());
        message.put("data", context.settings().get("data"));
        return message;
    }

    private static List<String> secrets(@Nullable Object setting) {
        return setting instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(Objects.toString(setting, ""));
    }
}
