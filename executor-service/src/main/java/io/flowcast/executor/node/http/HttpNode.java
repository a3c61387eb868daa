package io.flowcast.executor.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.executor.node.Schemas;
import io.flowcast.node.NodeContext;
import io.flowcast.node.NodeResult;
import io.flowcast.node.NodeType;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.net.URIBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * {@code http}: one call, which gives {@code {status, headers, body}}. It carries an Idempotency-Key that stays the same
 * over retries and takeovers. A 4xx answer fails it as {@code client}, a 5xx as {@code server}.
 */
@Singleton
final class HttpNode implements NodeType {

    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxLineLength(32 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private final CloseableHttpClient client;
    private final ObjectMapper json = new ObjectMapper();
    private final long maxBody;

    HttpNode(HttpConfig config) {
        AddressGuard guard = new AddressGuard(config.allow().orElse(List.of()).stream()
                .map(AddressRange::parse)
                .toList());
        maxBody = config.maxBody().asLongValue();
        client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(guard)
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(HEADERS)
                                .build())
                        .setMaxConnTotal(config.maxConnections())
                        .setMaxConnPerRoute(config.maxConnections())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(config.connectTimeout()))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(config.responseTimeout()))
                        .setMaxRedirects(config.maxRedirects())
                        .build())
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Flowcast")
                .build();
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
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
    public Map<String, Object> settingsSchema() {
        return Schemas.object(
                Map.of(
                        "method", Map.of("enum", List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
                        "url", Schemas.TEXT,
                        "query", Schemas.anything(),
                        "headers", Schemas.anything(),
                        "body", Schemas.ANY),
                "url");
    }

    @Override
    public boolean takesSecrets() {
        return true;
    }

    @Override
    public NodeResult run(NodeContext context) throws InterruptedException {
        HttpUriRequestBase request;
        try {
            request = request(context);
        } catch (URISyntaxException e) {
            return NodeResult.failure(
                    "validation", "No request", "url is no URL: " + e.getReason() + " at character " + e.getIndex());
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return NodeResult.failure("validation", "No request", String.valueOf(e.getMessage()));
        }
        try {
            return client.execute(request, new HttpAnswers(maxBody, json, request::cancel));
        } catch (AddressGuard.ForbiddenAddress e) {
            return NodeResult.failure("validation", "Address not allowed", String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            boolean connecting = e instanceof ConnectTimeoutException;
            return NodeResult.failure(
                    connecting ? "communication" : "timeout",
                    connecting ? "No connection" : "No answer in time",
                    request.getMethod() + " " + place(request) + ": " + e.getMessage());
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException(e.toString());
            }
            return NodeResult.failure(
                    "communication",
                    "No connection",
                    request.getMethod() + " " + place(request) + ": " + e.getMessage());
        }
    }

    private HttpUriRequestBase request(NodeContext context) throws URISyntaxException, JsonProcessingException {
        Map<String, @Nullable Object> settings = context.settings();
        URIBuilder url = new URIBuilder(Objects.toString(settings.get("url"), ""));
        entries(settings, "query").forEach((name, value) -> url.addParameter(name, Objects.toString(value, "")));
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "url is not that of an HTTP server; expected http:// or https:// and a host");
        }
        Object body = settings.get("body");
        String method = Objects.toString(settings.get("method"), body == null ? "GET" : "POST");
        HttpUriRequestBase request = new HttpUriRequestBase(method.toUpperCase(Locale.ROOT), url.build());
        request.setHeader("Idempotency-Key", context.idempotencyKey());
        context.traceparent().ifPresent(parent -> request.setHeader("traceparent", parent));
        request.setHeader(HttpHeaders.ACCEPT, "application/json, */*;q=0.5");
        if (body != null) {
            request.setEntity(
                    body instanceof String text
                            ? new StringEntity(text, ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8))
                            : new StringEntity(json.writeValueAsString(body), ContentType.APPLICATION_JSON));
        }
        entries(settings, "headers").forEach((name, value) -> {
            String text = Objects.toString(value, "");
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || !text.matches("[\\t\\x20-\\x7e]*")) {
                throw new IllegalArgumentException("the header " + name + " has characters that a header can't have");
            }
            request.setHeader(name, text);
        });
        return request;
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are strings
    private static Map<String, @Nullable Object> entries(Map<String, @Nullable Object> settings, String name) {
        return switch (settings.get(name)) {
            case null -> Map.of();
            case Map<?, ?> map -> (Map<String, @Nullable Object>) map;
            case Object _ -> throw new IllegalArgumentException(name + " is no map; expected an object");
        };
    }

    /** Without query and user info, which may hold what is nobody's business. */
    private static String place(HttpUriRequestBase request) {
        return request.getScheme() + "://" + request.getAuthority().getHostName()
                + (request.getAuthority().getPort() < 0
                        ? ""
                        : ":" + request.getAuthority().getPort())
                + request.getPath().replaceFirst("\\?.*", "");
    }
}
