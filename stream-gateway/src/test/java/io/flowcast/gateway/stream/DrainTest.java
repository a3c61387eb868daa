package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.LogWriter;
import io.flowcast.gateway.ShortTimes;
import io.flowcast.gateway.stream.StreamClient.Block;
import io.flowcast.stack.redis.RedisTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replica that is told to stop: what it says to those who are there, to those who come, and to those in between. */
@QuarkusTest
@TestProfile(DrainTest.Slowly.class)
@WithTestResource(RedisTestResource.class)
class DrainTest {
    private static final int STREAMS = 60;
    /** Of several executions, and of lists; the execution's id is to follow. */
    private static final List<String> OTHERS =
            List.of("/api/workflow/streams?executions=", "/api/workflow/executions/stream?heartbeat=false&x=");

    public static final class Slowly implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ShortTimes.with(Map.of(
                    "flowcast.stream.drain-window",
                    "2s",
                    "flowcast.stream.retry",
                    "2s",
                    "flowcast.stream.second-look",
                    "60s"));
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Inject
    Event<ShutdownDelayInitiatedEvent> terminate;

    @Test
    void streamsAreLetGoOverAWindowAndNewOnesAreSentOn() throws Exception {
        LogWriter log = new LogWriter(redis).start();
        List<StreamClient> viewers = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            viewers.add(StreamClient.to(base, log.id()).open());
            viewers.getLast().expectEvents(log.written()).expectSynced();
        }
        for (String path : OTHERS) {
            viewers.add(StreamClient.at(base, path + log.id()).open());
            viewers.getLast().skipToSynced();
        }
        CompletableFuture<StreamClient> joining =
                CompletableFuture.supplyAsync(() -> StreamClient.to(base, LogWriter.randomId())
                        .after("1-1764000000000000")
                        .open());
        await().until(() -> metric("flowcast_stream_connections ") == STREAMS + OTHERS.size() + 1);

        long begun = System.nanoTime();
        CompletableFuture<Long> drained = CompletableFuture.supplyAsync(() -> {
            terminate.fire(new ShutdownDelayInitiatedEvent());
            return System.nanoTime();
        });

        await().until(() -> when().get("/q/health/ready").statusCode() == 503);
        comersAreSentOn("/api/workflow/executions/" + log.id() + "/stream");
        OTHERS.forEach(path -> comersAreSentOn(path + log.id()));
        Set<String> pauses = new HashSet<>();
        for (StreamClient viewer : viewers) {
            Block told = viewer.expect("stream.reconnect");
            assertThat(told.data()).isEqualTo("{\"reason\":\"draining\"}");
            assertThat(Long.parseLong(told.retry())).isBetween(1_000L, 3_000L);
            pauses.add(told.retry());
            viewer.expectEnd();
        }
        assertThat(pauses).as("each has a pause of its own").hasSizeGreaterThan(STREAMS / 2);
        StreamClient between = joining.get(40, TimeUnit.SECONDS);
        assertThat(between.status()).isEqualTo(200);
        assertThat(between.expect("stream.reconnect").data()).isEqualTo("{\"reason\":\"draining\"}");

        assertThat(TimeUnit.NANOSECONDS.toMillis(drained.get(40, TimeUnit.SECONDS) - begun))
                .as("one after the other")
                .isGreaterThan(1_000);
        assertThat(metric("flowcast_stream_draining ")).isZero();
        assertThat(metric("flowcast_stream_closed_total{reason=\"draining\"")).isEqualTo(STREAMS + OTHERS.size());
    }

    private void comersAreSentOn(String path) {
        try (StreamClient source = StreamClient.at(base, path).open()) {
            assertThat(source.status()).isEqualTo(200);
            Block told = source.nextBlock();
            assertThat(told.event()).isEqualTo("stream.reconnect");
            assertThat(told.data()).isEqualTo("{\"reason\":\"draining\"}");
            assertThat(told.retry()).isNotNull();
            source.expectEnd();
        }
        try (StreamClient plain = StreamClient.at(base, path).plain().open()) {
            assertThat(plain.status()).isEqualTo(503);
            assertThat(Integer.parseInt(plain.header("Retry-After"))).isBetween(1, 3);
            assertThat(plain.body()).contains("\"draining\"");
        }
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
