package io.flowcast.gateway.stream;

import static io.flowcast.gateway.Eventually.await;
import static io.restassured.RestAssured.when;
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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ShortTimes.class)
@WithTestResource(RedisTestResource.class)
class ConnectionsTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Test
    void aQuietStreamShowsThatItLives() {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client =
                StreamClient.to(base, log.id()).query("?heartbeat=true").open()) {
            client.expectEvents(log.written()).expectSynced();
            for (int i = 0; i < 2; i++) {
                assertThat(client.nextBlock().comment()).isTrue();
                StreamClient.Block heartbeat = client.nextBlock();
                assertThat(heartbeat.event()).isEqualTo("heartbeat");
                assertThat(heartbeat.data()).isEqualTo("{\"lastEventId\":\"" + log.last() + "\"}");
                assertThat(heartbeat.id()).isNull();
            }
        }
    }

    @Test
    void withoutAskingThereAreCommentsOnly() {
        LogWriter log = new LogWriter(redis).start();
        try (StreamClient client = StreamClient.to(base, log.id()).open()) {
            client.expectEvents(log.written()).expectSynced();
            assertThat(client.nextBlock().comment()).isTrue();
            assertThat(client.nextBlock().comment()).isTrue();
        }
    }

    @Test
    void fiveHundredStreamsOfOneExecutionAllSeeTheSame() {
        LogWriter log = new LogWriter(redis).start();
        double finished = metric("flowcast_stream_closed_total{reason=\"finished\"}");
        List<StreamClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                clients.add(StreamClient.to(base, log.id()).open());
            }
            log.log(50).burst(50, 100).complete();
            for (StreamClient client : clients) {
                assertThat(client.idsToEnd()).hasSize(102).doesNotHaveDuplicates();
            }
        } finally {
            clients.forEach(StreamClient::close);
        }
        awaitWatchers(log, 0);
        assertThat(metric("flowcast_stream_closed_total{reason=\"finished\"}")).isEqualTo(finished + 500);
    }

    @Test
    void metricsSayExactlyWhatWasWrittenToWhom() {
        int streams = 20;
        LogWriter log = new LogWriter(redis).start();
        Map<String, Double> before = metrics();
        List<StreamClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < streams; i++) {
                clients.add(StreamClient.to(base, log.id()).open());
                clients.getLast().expectEvents(log.written()).expectSynced();
            }
            assertThat(metrics().get("flowcast_stream_open{kind=\"execution\"}"))
                    .isEqualTo(streams);
            log.log(30).burst(10, 50).complete();
            clients.forEach(
                    client -> client.expectEvents(log.written().subList(1, 42)).expectEnd());
        } finally {
            clients.forEach(StreamClient::close);
        }
        int live = 41;
        int text = log.written().subList(1, 42).stream()
                .mapToInt(
                        event -> ("id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.data() + "\n\n")
                                .length())
                .sum();
        await().untilAsserted(() -> {
            Map<String, Double> after = metrics();
            assertThat(after.get("flowcast_stream_open{kind=\"execution\"}")).isZero();
            assertThat(after.get("flowcast_stream_slow")).isZero();
            assertThat(grown(before, after))
                    .containsEntry("flowcast_stream_opened_total{kind=\"execution\"}", streams)
                    .containsEntry("flowcast_stream_closed_total{reason=\"finished\"}", streams)
                    .containsEntry("flowcast_stream_replays_total{reason=\"new\"}", streams)
                    .containsEntry("flowcast_stream_replayed_total", streams)
                    .containsEntry("flowcast_stream_deliveries_total", streams * live)
                    .containsEntry("flowcast_stream_bytes_total", streams * text)
                    .satisfies(grown -> assertBatches(grown, streams, live))
                    .doesNotContainKeys(
                            "flowcast_stream_healed_total",
                            "flowcast_stream_lagged_total",
                            "flowcast_stream_snapshots_total{reason=\"rewound\"}");
        });
    }

    /** Each event loop that has some of the streams writes all of it to each of them, one step after the other or several together. */
    private static void assertBatches(Map<String, Integer> grown, int streams, int events) {
        int loops = grown.get("flowcast_stream_batch_size_sum") / events;
        int batches = grown.get("flowcast_stream_batch_size_count");
        assertThat(grown)
                .containsEntry("flowcast_stream_batch_size_sum", loops * events)
                .containsEntry("flowcast_stream_batch_size_bucket{le=\"500.0\"}", batches)
                .containsEntry("flowcast_stream_delivery_lag_seconds_count", batches);
        assertThat(loops).isBetween(1, Runtime.getRuntime().availableProcessors() * 2);
        assertThat(batches).isBetween(loops, loops * events);
        assertThat(grown.get("flowcast_stream_writes_total")).isBetween(streams, streams * events);
    }

    /** Of those that are more than they were, by how much. */
    private static Map<String, Integer> grown(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Integer> grown = new HashMap<>();
        after.forEach((name, value) -> {
            int by = (int) (value - before.getOrDefault(name, 0.0));
            if (by > 0) {
                grown.put(name, by);
            }
        });
        return grown;
    }

    private static Map<String, Double> metrics() {
        Map<String, Double> values = new HashMap<>();
        when().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("flowcast_"))
                .forEach(line -> values.put(
                        line.substring(0, line.lastIndexOf(' ')),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return values;
    }

    @Test
    void aClientThatGoesAwayLeavesNothingBehind() {
        LogWriter log = new LogWriter(redis).start();
        List<StreamClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(StreamClient.to(base, log.id()).open());
        }
        clients.forEach(client -> client.expectEvents(log.written()).expectSynced());
        awaitWatchers(log, 1);
        clients.forEach(StreamClient::close);
        awaitWatchers(log, 0);
        await().untilAsserted(
                        () -> assertThat(metric("flowcast_stream_connections")).isZero());
    }

    @Test
    void aClientThatIsCutOffLeavesNothingBehind() throws IOException {
        LogWriter log = new LogWriter(redis).start();
        try (Socket socket = open(log)) {
            awaitWatchers(log, 1);
            socket.setSoLinger(true, 0); // a reset, not an orderly end
        }
        awaitWatchers(log, 0);
    }

    @Test
    void aSlowReaderCostsNoMemoryAndMissesNothing() throws IOException {
        LogWriter log = new LogWriter(redis).start();
        double lagged = metric("flowcast_stream_lagged_total");
        try (Socket socket = open(log)) {
            awaitWatchers(log, 1);
            for (int i = 0; i < 300; i++) {
                log.burst(10, 5_000);
            }
            await().until(() -> metric("flowcast_stream_lagged_total") > lagged);
            log.complete();
            List<String> ids = new ArrayList<>();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null && !line.equals("0"); line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    ids.add(line.substring(4));
                }
            }
            assertThat(ids)
                    .isEqualTo(log.written().stream()
                            .map(event -> event.id().toString())
                            .toList());
        }
    }

    @Test
    void headAnswersWithoutOpeningAStream() {
        LogWriter log = new LogWriter(redis).start();
        when().head("/api/workflow/executions/" + log.id() + "/stream").then().statusCode(200);
        when().head("/api/workflow/executions/" + LogWriter.randomId() + "/stream")
                .then()
                .statusCode(404);
    }

    private Socket open(LogWriter log) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /api/workflow/executions/" + log.id()
                                + "/stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void awaitWatchers(LogWriter log, long number) {
        await().until(() -> redis.execute("PUBSUB", "NUMSUB", "flow:{0}:events:" + log.id())
                        .get(1)
                        .toLong()
                == number);
    }

    private static double metric(String name) {
        return when().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
