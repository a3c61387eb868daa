package io.flowcast.stack.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExampleBackendTest {
    private final ExampleBackend backend = ExampleBackend.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
        backend.close();
    }

    @Test
    void reservesAtTheSecondAttemptOfAKey() throws Exception {
        assertThat(post("/reserve", "key-1", "{\"order\":\"A-1\"}").statusCode())
                .isEqualTo(503);

        HttpResponse<String> second = post("/reserve", "key-1", "{\"order\":\"A-1\"}");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("{\"reservation\":\"R-A-1\"}");
    }

    @Test
    void anEffectHappensOncePerKey() throws Exception {
        post("/charge", "key-1", "{\"order\":\"A-1\"}");
        post("/charge", "key-1", "{\"order\":\"A-1\"}");
        post("/charge", "key-2", "{\"order\":\"A-2\"}");

        assertThat(backend.calls()).extracting(Call::replayed).containsExactly(false, true, false);
    }

    @Test
    void scoresAndDeclinesByWhatTheOrderSays() throws Exception {
        assertThat(post("/fraud", "a", "{\"total\":100}").body()).isEqualTo("{\"score\":0.12}");
        assertThat(post("/fraud", "b", "{\"total\":5000}").body()).isEqualTo("{\"score\":0.93}");
        assertThat(post("/charge", "c", "{\"order\":\"DECLINE-7\"}").statusCode())
                .isEqualTo(402);
    }

    @Test
    void listsChangesOfEveryKind() throws Exception {
        assertThat(get("/drive/changes?count=3").body()).contains("added", "modified", "removed");
    }

    @Test
    void saysWhatItDoesNotHave() throws Exception {
        HttpResponse<String> answer = get("/nothing");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("has no GET /nothing");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(backend.url() + path);
    }
}
