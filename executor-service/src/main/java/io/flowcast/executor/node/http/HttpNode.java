package io.flowcast.executor.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.node.Nesting;
import io.flowcast.executor.node.Schemas;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code http}: one call, which gives {@code {status, headers, body}}. It carries an Idempotency-Key that stays the same
 * over retries and takeovers. An answer that is not expected fails it: as {@code server} where it may pass by itself (5xx,
 * 408, 425, 429), else as {@code client}.
 */
@Singleton
final class HttpNode implements NodeType {

    private final HttpCalls calls;
    /** The body lies in the output. */
    private final ObjectMapper json = new ObjectMapper(Nesting.factory(-1));

    HttpNode(HttpCalls calls) {
        this.calls = calls;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public String description() {
        return "Calls an HTTP server and gives its answer.";
    }

    @Override
    public boolean takesSecrets() {
        return true;
    }

    @Override
    public Map<String, Object> settingsSchema() {
        return Schemas.object(
                Map.of(
                        "method", Map.of("enum", List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
                        "url", Schemas.TEXT,
                        "query", Schemas.anything(),
                        "headers", Schemas.anything(),
                        "body", Schemas.ANY,
                        "form", Schemas.anything(),
                        "expect", ExpectedStatus.SCHEMA),
                "url");
    }

    @Override
    public NodeResult run(NodeContext context) throws InterruptedException {
        Outgoing request;
        try {
            request = request(context);
        } catch (RequestSettings.Unusable e) {
            return NodeResult.failure("validation", "No request", String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return NodeResult.failure("validation", "No request", "the body is no JSON: " + e.getOriginalMessage());
        }
        ExpectedStatus expected = new ExpectedStatus(context.settings().get("expect"));
        return calls.call(
                request,
                context,
                expected::names,
                reply -> expected.takes(reply.status()) ? reply.output(json) : reply.failure(context));
    }

    private Outgoing request(NodeContext context) throws RequestSettings.Unusable, JsonProcessingException {
        RequestSettings settings = new RequestSettings(context.settings());
        Outgoing.Body body = settings.body(json);
        String method = Objects.toString(context.settings().get("method"), body == null ? "GET" : "POST");
        return new Outgoing(
                method.toUpperCase(Locale.ROOT),
                settings.url(),
                RequestSettings.ownHeaders(context),
                settings.headers(),
                body);
    }
}
