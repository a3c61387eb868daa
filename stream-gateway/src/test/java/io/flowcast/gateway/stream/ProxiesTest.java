package io.flowcast.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flowcast.conformance.proxy.Proxy;
import io.flowcast.conformance.proxy.ProxyKind;
import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Through proxies as they are found in front of services, none of which may hold events back. */
@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class ProxiesTest {
    /** Of streams in production: within so long an event has to be there whatever lies on its way. */
    private static final Duration KEEPALIVE = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    RedisDataSource redis;

    @ParameterizedTest
    @EnumSource(ProxyKind.class)
    void eventsArriveOneByOneThroughAProxy(ProxyKind kind) throws Exception {
        LogWriter log = new LogWriter(redis).start();
        try (Proxy proxy = through(kind)) {
            StreamClient.Request request =
                    StreamClient.to(proxy.before(gateway), log.id()).header("Accept-Encoding", "gzip");
            try (StreamClient client = request.open()) {
                assertThat(client.status()).isEqualTo(200);
                client.expectEvents(log.written()).expectSynced();
                for (int i = 1; i <= 5; i++) {
                    long written = System.nanoTime();
                    log.log(1); // nothing follows that could push it out
                    client.expectEvents(log.written().subList(i, i + 1));
                    assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(KEEPALIVE);
                }
            }
            try (StreamClient client = request.after(log.at(3)).open()) {
                client.expectEvents(log.written().subList(3, 6)).expectSynced();
                log.burst(50, 1_000).complete();
                client.expectEvents(log.written().subList(6, log.written().size()))
                        .expectEnd();
            }
            try (StreamClient client = request.after(log.last()).open()) {
                assertThat(client.status()).isEqualTo(204);
            }
        }
    }

    private Proxy through(ProxyKind kind) throws Exception {
        Optional<Proxy> installed = Proxy.start(kind, gateway, PATIENCE);
        assumeThat(installed).as(kind.program() + " is installed").isPresent();
        return installed.get();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NGINX")
    void readsAreCompressedByTheProxyAsItWasTold(ProxyKind kind) throws Exception {
        LogWriter log = new LogWriter(redis).start();
        try (Proxy proxy = through(kind);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(
                            proxy.before(gateway).resolve("/api/workflow/executions/" + log.id() + "/events"))
                    .header("Accept-Encoding", "gzip")
                    .build();
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        }
    }
}
