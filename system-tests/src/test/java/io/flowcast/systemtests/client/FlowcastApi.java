package io.flowcast.systemtests.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The REST side of one gateway. */
public final class FlowcastApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final String gateway;
    private final @Nullable String token;

    public FlowcastApi(HttpClient http, String gateway) {
        this(http, gateway, null);
    }

    private FlowcastApi(HttpClient http, String gateway, @Nullable String token) {
        this.http = http;
        this.gateway = gateway;
        this.token = token;
    }

    /** The same, for whoever this token stands for. */
    public FlowcastApi as(@Nullable String bearer) {
        return new FlowcastApi(http, gateway, bearer);
    }

    /** Starts an execution and gives its id. */
    public String execute(String workflowId, Map<String, ?> input) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("workflowId", workflowId, "input", input));
        HttpResponse<String> answer = post("/api/workflow/execute", body);
        if (answer.statusCode() != 202) {
            throw new IOException("execute: " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).path("executionId").asText();
    }

    /** The execution with its nodes. */
    public JsonNode detail(String executionId) throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/workflow/executions/" + executionId);
        if (answer.statusCode() != 200) {
            throw new IOException("detail: " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    /**
     * Posts a JSON document.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /**
     * Puts a JSON document.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> put(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return http.send(request(path).DELETE().build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gateway + path)).timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }
}
