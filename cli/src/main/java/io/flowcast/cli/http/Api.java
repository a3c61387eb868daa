package io.flowcast.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.flowcast.events.Problem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of one Flowcast. Every request here may be sent again (the commands carry an Idempotency-Key, or say what is to
 * be), so that a connection that breaks, and an answer that says "not now", cost a short pause and another try: a few in all.
 */
public final class Api implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    /** What definitions are written in. */
    private static final Set<String> TEXTS = Set.of("application/yaml", "application/json");

    private static final int TRIES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long LARGEST_ANSWER = 64L << 20;

    private final Address address;
    private final Token token;
    private final HttpClient http;

    public Api(Address address, Token token) {
        this.address = address;
        this.token = token;
        // HTTP/1.1: with HTTP/2 it would ask for an upgrade first, which some proxies answer strangely.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    public Address address() {
        return address;
    }

    public Answer get(String path) throws InterruptedException {
        return send(path, request -> request.GET());
    }

    /** What is there, as it was written: whatever its media type. */
    public Answer text(String path) throws InterruptedException {
        return send(path, HttpRequest.Builder::GET, "*/*", Api::textOrAnswer);
    }

    /** Without a body. */
    public Answer post(String path, @Nullable String idempotencyKey) throws InterruptedException {
        return send(path, request -> keyed(request, idempotencyKey).POST(BodyPublishers.noBody()));
    }

    public Answer post(String path, @Nullable String idempotencyKey, String contentType, String body)
            throws InterruptedException {
        return send(
                path,
                request -> keyed(request, idempotencyKey)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body)));
    }

    /**
     * Puts something there.
     *
     * @param condition name and value of a header, as {@code If-Match}
     */
    public Answer put(String path, String contentType, String body, String... condition) throws InterruptedException {
        return send(path, request -> {
            HttpRequest.Builder put =
                    request.header("Content-Type", contentType).PUT(BodyPublishers.ofString(body));
            return condition.length == 0 ? put : put.headers(condition);
        });
    }

    /**
     * One try of any request, with the caller's token; of its body nothing has been read yet.
     *
     * @throws IOException where there is no answer in time
     */
    public <T> HttpResponse<T> open(HttpRequest.Builder request, BodyHandler<T> body)
            throws IOException, InterruptedException {
        token.now().ifPresent(shown -> request.header("Authorization", "Bearer " + shown));
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request.build(), body);
        try {
            return answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        }
    }

    private interface Form {
        HttpRequest.Builder of(HttpRequest.Builder request);
    }

    private interface Reading {
        Answer of(int status, HttpHeaders headers, String body);
    }

    private Answer send(String path, Form form) throws InterruptedException {
        return send(path, form, "application/json", Api::answer);
    }

    private Answer send(String path, Form form, String accept, Reading reading) throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), ThreadLocalRandom.current());
        for (int tried = 1; ; tried++) {
            Duration pause;
            Answer.Unreachable unreachable;
            try {
                HttpRequest.Builder request =
                        HttpRequest.newBuilder(address.at(path)).header("Accept", accept);
                HttpResponse<String> response =
                        open(form.of(request), BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_ANSWER));
                Answer answer = reading.of(response.statusCode(), response.headers(), response.body());
                if (!(answer instanceof Answer.Unreachable later)) {
                    return answer;
                }
                unreachable = later;
                pause = retryAfter(response.headers(), backoff);
            } catch (IOException e) {
                unreachable = new Answer.Unreachable(Faults.inWords(e));
                pause = backoff.pause();
            }
            if (tried == TRIES) {
                return unreachable;
            }
            Thread.sleep(pause);
        }
    }

    /** Of a whole answer. */
    public static Answer answer(int status, HttpHeaders headers, String body) {
        boolean json = headers.firstValue("Content-Type").orElse("").contains("json");
        JsonNode read = NullNode.getInstance();
        if (json) {
            try {
                read = JSON.readTree(body);
            } catch (JsonProcessingException e) {
                return new Answer.Unreachable("its answer can't be read: " + e.getOriginalMessage());
            }
        }
        if (status == 502 || status == 503 || status == 504) {
            return new Answer.Unreachable(json ? Problems.sentence(problem(status, read)) : "HTTP " + status);
        }
        if (status >= 400) {
            return new Answer.Refused(status, problem(status, read));
        }
        if (status >= 300 || (!json && !body.isBlank())) {
            return new Answer.Unreachable("it answers HTTP " + status + " and no JSON: is a Flowcast there?");
        }
        return new Answer.Done(status, read, headers.firstValue("ETag").orElse(null));
    }

    private static Answer textOrAnswer(int status, HttpHeaders headers, String body) {
        String mediaType = headers.firstValue("Content-Type")
                .orElse("")
                .replaceFirst(" *;.*", "")
                .toLowerCase(Locale.ROOT);
        return status == 200 && TEXTS.contains(mediaType)
                ? new Answer.Text(mediaType, body)
                : answer(status, headers, body);
    }

    private static Problem problem(int status, JsonNode body) {
        if (body.path("title").isTextual()) {
            try {
                return JSON.treeToValue(body, Problem.class);
            } catch (JsonProcessingException e) {
                return Problem.http(
                        status, "http", "HTTP " + status, body.path("title").asText());
            }
        }
        return Problem.http(status, "http", "HTTP " + status, "the answer says no more: is a Flowcast there?");
    }

    private static Duration retryAfter(HttpHeaders headers, Backoff backoff) {
        String seconds = headers.firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,4}")
                ? backoff.pause(Duration.ofSeconds(Long.parseLong(seconds)))
                : backoff.pause();
    }

    private static HttpRequest.Builder keyed(HttpRequest.Builder request, @Nullable String key) {
        return key == null ? request : request.header("Idempotency-Key", key);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
