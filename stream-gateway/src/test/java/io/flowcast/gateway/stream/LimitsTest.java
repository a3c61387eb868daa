package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.gateway.stream.StreamClient.Block;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many streams there may be, and what is said to one too many. */
@QuarkusTest
@TestProfile(LimitsTest.Narrow.class)
@WithTestResource(RedisTestResource.class)
class LimitsTest {
    private static final int PER_CALLER = 3;
    private static final int PER_EXECUTION = 7;
    private static final int PER_REPLICA = 12;

    public static final class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ShortTimes.with(Map.of(
                    "flowcast.stream.max-connections",
                    Integer.toString(PER_REPLICA),
                    "flowcast.limits.per-caller",
                    Integer.toString(PER_CALLER),
                    "flowcast.limits.per-execution",
                    Integer.toString(PER_EXECUTION),
                    "flowcast.limits.trusted-proxies",
                    "127.0.0.0/8,::1",
                    "flowcast.limits.exempt",
                    "192.0.2.0/24",
                    "flowcast.limits.retry",
                    "20s"));
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    private final List<StreamClient> open = new ArrayList<>();

    @AfterEach
    void allIsGivenBack() {
        open.forEach(StreamClient::close);
        await().until(() -> metric("flowcast_stream_connections ") == 0 && metric("flowcast_limits_callers ") == 0);
    }

    @Test
    void aCallerOverItsLimitIsAskedToComeBack() {
        LogWriter log = new LogWriter(redis).start();
        double refused = metric("flowcast_limits_refused_total{limit=\"caller\"");
        for (int i = 0; i < PER_CALLER; i++) {
            admitted(log, "X-Forwarded-For", "198.51.100.1");
        }
        turnedAway(log, "too-many-streams", "X-Forwarded-For", "198.51.100.1");
        try (StreamClient plain = StreamClient.to(base, log.id())
                .header("X-Forwarded-For", "198.51.100.1")
                .plain()
                .open()) {
            assertThat(plain.status()).isEqualTo(429);
            assertThat(Integer.parseInt(plain.header("Retry-After"))).isBetween(10, 30);
            assertThat(plain.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(plain.body()).contains("\"too-many-streams\"");
        }
        admitted(log, "X-Forwarded-For", "198.51.100.2");
        assertThat(metric("flowcast_limits_refused_total{limit=\"caller\"")).isEqualTo(refused + 2);
    }

    @Test
    void whatAClientWritesIntoTheHeaderGivesItNoOtherName() {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < PER_CALLER; i++) {
            admitted(log, "X-Forwarded-For", "203.0.113." + i + ", 198.51.100.1");
        }
        turnedAway(log, "too-many-streams", "X-Forwarded-For", "203.0.113.9, 198.51.100.1");
        turnedAway(log, "too-many-streams", "X-Forwarded-For", "198.51.100.1");
    }

    @Test
    void aNetworkOfIpv6IsOneCaller() {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < PER_CALLER; i++) {
            admitted(log, "X-Forwarded-For", "2001:db8::" + i);
        }
        turnedAway(log, "too-many-streams", "X-Forwarded-For", "2001:db8::abcd");
        admitted(log, "X-Forwarded-For", "2001:db8:0:1::1");
    }

    @Test
    void whoLeavesMakesRoom() {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < PER_CALLER; i++) {
            admitted(log, "X-Forwarded-For", "198.51.100.1");
        }
        turnedAway(log, "too-many-streams", "X-Forwarded-For", "198.51.100.1");
        open.getFirst().close();
        await().untilAsserted(() -> admitted(log, "X-Forwarded-For", "198.51.100.1"));
    }

    @Test
    void anExemptAddressHasNoLimit() {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < PER_CALLER + 3; i++) {
            admitted(log, "X-Forwarded-For", "192.0.2.1");
        }
    }

    @Test
    void anExecutionHasALimit() {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < PER_EXECUTION; i++) {
            admitted(log, "X-Forwarded-For", "192.0.2.1");
        }
        full(log, "execution");
        admitted(new LogWriter(redis).start(), "X-Forwarded-For", "192.0.2.1");
    }

    @Test
    void aReplicaHasALimit() {
        for (int i = 0; i < PER_REPLICA; i++) {
            admitted(new LogWriter(redis).start(), "X-Forwarded-For", "192.0.2.1");
        }
        full(new LogWriter(redis).start(), "replica");
    }

    private void full(LogWriter log, String limit) {
        double refused = metric("flowcast_limits_refused_total{limit=\"" + limit + "\"");
        try (StreamClient source = request(log, "X-Forwarded-For", "192.0.2.1").open()) {
            assertThat(source.status()).isEqualTo(200);
            assertThat(source.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"full\"}");
            source.expectEnd();
        }
        try (StreamClient plain =
                request(log, "X-Forwarded-For", "192.0.2.1").plain().open()) {
            assertThat(plain.status()).isEqualTo(503);
            assertThat(plain.header("Retry-After")).isEqualTo("1");
            assertThat(plain.body()).contains("\"full\"");
        }
        assertThat(metric("flowcast_limits_refused_total{limit=\"" + limit + "\""))
                .isEqualTo(refused + 2);
    }

    private void admitted(LogWriter log, String header, String value) {
        StreamClient client = request(log, header, value).open();
        open.add(client);
        client.expectEvents(log.written()).expectSynced();
    }

    private void turnedAway(LogWriter log, String reason, String header, String value) {
        try (StreamClient source = request(log, header, value).open()) {
            assertThat(source.status()).isEqualTo(200);
            Block block = source.nextBlock();
            assertThat(block.event()).isEqualTo("stream.reconnect");
            assertThat(block.data()).isEqualTo("{\"reason\":\"" + reason + "\"}");
            assertThat(Long.parseLong(block.retry())).isBetween(10_000L, 30_000L);
            source.expectEnd();
        }
    }

    private StreamClient.Request request(LogWriter log, String header, String value) {
        return StreamClient.to(base, log.id()).header(header, value);
    }

    private static double metric(String name) {
        return when().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
