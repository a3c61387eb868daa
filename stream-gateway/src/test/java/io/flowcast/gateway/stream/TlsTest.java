package io.flowcast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.LogWriter;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway ends TLS itself, with either version of HTTP. */
@QuarkusTest
@TestProfile(OwnCertificate.class)
@WithTestResource(RedisTestResource.class)
class TlsTest {

    @TestHTTPResource(value = "/", tls = true)
    URI base;

    @Inject
    RedisDataSource redis;

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void streamsAndReadsWorkOverTls(HttpClient.Version version) throws Exception {
        LogWriter log = new LogWriter(redis).start();
        try (HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(OwnCertificate.trusted())
                .build()) {
            HttpRequest detail = HttpRequest.newBuilder(base.resolve("/api/workflow/executions/" + log.id()))
                    .build();
            HttpResponse<String> read = client.send(detail, BodyHandlers.ofString());
            assertThat(read.version()).isEqualTo(version);
            assertThat(read.statusCode()).isEqualTo(200);
            HttpRequest stream = HttpRequest.newBuilder(
                            base.resolve("/api/workflow/executions/" + log.id() + "/stream"))
                    .header("Accept", "text/event-stream")
                    .build();
            HttpResponse<InputStream> response = client.send(stream, BodyHandlers.ofInputStream());
            assertThat(response.version()).isEqualTo(version);
            try (StreamClient reader = new StreamClient(response)) {
                reader.expectEvents(log.written()).expectSynced();
                for (int i = 0; i < 3; i++) {
                    log.log(1);
                    reader.expectEvents(log.written().subList(1 + i, 2 + i));
                }
                log.burst(20, 4_000).complete();
                reader.expectEvents(log.written().subList(4, log.written().size()))
                        .expectEnd();
            }
        }
    }
}
