package io.flowcast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP/2 without TLS, and what a request says it takes. */
@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class HttpVersionsTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void manyStreamsAndReadsShareOneConnectionOfHttp2() throws IOException, InterruptedException {
        LogWriter one = new LogWriter(redis).start();
        LogWriter other = new LogWriter(redis).start();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            // The first request asks for the upgrade, this client's only way; those that follow find the connection.
            // The service as it
            // runs declines it (HeadTimerTest), and takes who speaks HTTP/2 from the first byte (ConformanceTest).
            HttpResponse<String> detail =
                    client.send(request("/executions/" + one.id()).build(), BodyHandlers.ofString());
            assertThat(detail.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(detail.statusCode()).isEqualTo(200);
            try (StreamClient first = open(client, one);
                    StreamClient second = open(client, other)) {
                first.expectEvents(one.written()).expectSynced();
                second.expectEvents(other.written()).expectSynced();
                for (int i = 0; i < 3; i++) {
                    one.log(1);
                    first.expectEvents(one.written().subList(1 + i, 2 + i));
                }
                one.complete();
                first.expectEvents(one.written().subList(4, 5)).expectEnd();
                other.burst(20, 4_000).complete();
                second.expectEvents(other.written().subList(1, other.written().size()))
                        .expectEnd();
            }
            HttpResponse<InputStream> again = stream(client, one, "?lastEventId=" + one.last());
            assertThat(again.statusCode()).isEqualTo(204);
            HttpResponse<String> refused = client.send(
                    request("/executions/" + LogWriter.randomId() + "/stream").build(), BodyHandlers.ofString());
            assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(refused.statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void headSaysWhatGetWouldWithoutOpeningAStream(String version) throws IOException, InterruptedException {
        LogWriter log = new LogWriter(redis).start();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.valueOf(version))
                .build()) {
            for (String path : new String[] {"/executions", "/executions/" + log.id(), "/definitions"}) {
                HttpResponse<String> get = client.send(request(path).build(), BodyHandlers.ofString());
                HttpResponse<String> head = client.send(request(path).HEAD().build(), BodyHandlers.ofString());
                assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
                assertThat(head.headers().map().get("content-type"))
                        .as(path)
                        .isEqualTo(get.headers().map().get("content-type"));
                assertThat(head.body()).isEmpty();
            }
            String stream = "/executions/" + log.id() + "/stream";
            HttpResponse<String> head = client.send(request(stream).HEAD().build(), BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("content-type")).hasValue("text/event-stream");
            String nowhere = "/executions/" + LogWriter.randomId() + "/stream";
            head = client.send(request(nowhere).HEAD().build(), BodyHandlers.ofString());
            assertThat(head.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whoTakesNothingThatThereIsGetsAProblem() throws IOException, InterruptedException {
        LogWriter log = new LogWriter(redis).start();
        String execution = "/executions/" + log.id();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : new String[] {"/executions", execution, execution + "/events", "/node-types"}) {
                assertRefused(client, path, "text/event-stream");
                assertRefused(client, path, "application/json;q=0");
            }
            assertRefused(client, execution + "/stream", "application/json");
            assertRefused(client, "/streams?executions=" + log.id(), "text/html");
            HttpRequest command = request("/execute")
                    .header("Accept", "text/html")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(client.send(command, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(406);
            HttpRequest browser = request("/executions")
                    .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                    .build();
            assertThat(client.send(browser, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private void assertRefused(HttpClient client, String path, String accept) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request(path).header("Accept", accept).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + " as " + accept).isEqualTo(406);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"not-acceptable\"");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve("/api/workflow" + path));
    }

    private HttpResponse<InputStream> stream(HttpClient client, LogWriter log, String query)
            throws IOException, InterruptedException {
        HttpRequest request = request("/executions/" + log.id() + "/stream" + query)
                .header("Accept", "text/event-stream")
                .build();
        return client.send(request, BodyHandlers.ofInputStream());
    }

    private StreamClient open(HttpClient client, LogWriter log) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = stream(client, log, "");
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return new StreamClient(response);
    }
}
