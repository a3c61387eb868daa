package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Peers that fall silent, or nearly so, without ever closing a connection. */
@QuarkusTest
@TestProfile(SilenceTest.Settings.class)
@WithTestResource(SilentNetwork.class)
class SilenceTest {
    private static final int MORE_THAN_ANY_POOL_HAS = 40;

    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            if (Boolean.getBoolean("flowcast.test.production-times")) {
                return Map.of();
            }
            Map<String, String> settings = new HashMap<>(new ShortTimes().getConfigOverrides());
            settings.put("flowcast.stream.stall-timeout", "2s");
            settings.put("flowcast.bus.connect-timeout", "200ms");
            settings.put("flowcast.bus.command-timeout", "500ms");
            for (String client : List.of("", "reads.", "streams.", "pubsub.")) {
                settings.put("quarkus.redis." + client + "tcp.read-idle-timeout", "2s");
            }
            return settings;
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void aRedisThatWasSilentForLongIsFoundAgainThoughItsConnectionsStillHang() {
        LogWriter log = new LogWriter(redis).start();
        await().until(() -> readiness() == 200);
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            SilentNetwork.fallSilent();
            for (int i = 0; i < 40; i++) {
                Thread.startVirtualThread(() -> when().get("/api/workflow/executions"));
            }
            await().until(() -> readiness() == 503 && rebuilds() > MORE_THAN_ANY_POOL_HAS);
            SilentNetwork.recover();
            await().until(() -> readiness() == 200);
            await().until(() -> when().get("/api/workflow/executions").statusCode() == 200);
            try (StreamClient other = StreamClient.to(base, log.id()).open()) {
                other.expectEvents(log.written()).expectSynced();
            }
            client.expectEvents(log.log(1).written().subList(1, 2));
        }
    }

    @Test
    void aReaderThatIsAlwaysBehindButTakesWhatItCanIsNotCutOff() throws IOException {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < 150; i++) {
            log.burst(10, 10_000);
        }
        log.complete();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /api/workflow/executions/" + log.id() + "/stream HTTP/1.0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder end = new StringBuilder();
            long begin = System.nanoTime();
            long taken = 0;
            for (byte[] some = in.readNBytes(32_768); some.length > 0; some = in.readNBytes(32_768)) {
                taken += some.length;
                end.append(new String(some, StandardCharsets.UTF_8));
                end.delete(0, Math.max(0, end.length() - 2_000));
                paceSince(begin, taken);
            }
            assertThat(end.toString()).contains("event: workflow.completed");
        }
    }

    /** Two megabytes a second: slower than they come, so that more is always waiting. */
    private static void paceSince(long begin, long taken) {
        long due = begin + taken * 500;
        await().until(() -> System.nanoTime() >= due);
    }

    private static int rebuilds() {
        return when().get("/q/health/ready").path("checks.find { it.name == 'subscription' }.data.rebuilds");
    }

    private static int readiness() {
        return when().get("/q/health/ready").statusCode();
    }
}
