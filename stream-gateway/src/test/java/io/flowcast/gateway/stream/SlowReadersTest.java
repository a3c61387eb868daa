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
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that take little or nothing, over real sockets with small buffers. */
@QuarkusTest
@TestProfile(SlowReadersTest.SoonStalled.class)
@WithTestResource(RedisTestResource.class)
class SlowReadersTest {
    private static final Logger LOG = Logger.getLogger(SlowReadersTest.class);
    private static final String STALLED = "flowcast_stream_closed_total{reason=\"stalled\"";
    private static final String LAGGED = "flowcast_stream_lagged_total";

    public static final class SoonStalled implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return ShortTimes.with(Map.of("flowcast.stream.stall-timeout", "5s"));
        }
    }

    @TestHTTPResource("/")
    URI base;

    @Inject
    RedisDataSource redis;

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> metric("flowcast_stream_connections ") == 0);
    }

    @Test
    void whoNeverReadsWhatHappensIsClosed() throws IOException {
        LogWriter log = new LogWriter(redis).start();
        double stalled = metric(STALLED);
        double lagged = metric(LAGGED);
        try (Socket socket = neverReading(log)) {
            await().until(() -> metric("flowcast_stream_connections ") == 1);
            flood(log, lagged);
            await().until(() -> metric(STALLED) == stalled + 1);
            assertThat(brokenOff(socket)).isTrue();
        }
    }

    @Test
    void whoNeverReadsWhatHasHappenedIsClosed() throws IOException {
        LogWriter log = new LogWriter(redis).start();
        for (int i = 0; i < 200; i++) {
            log.burst(10, 5_000);
        }
        double stalled = metric(STALLED);
        try (Socket socket = neverReading(log)) {
            await().until(() -> metric(STALLED) == stalled + 1);
            assertThat(brokenOff(socket)).isTrue();
        }
    }

    @Test
    void nobodyElseWaitsForThoseWhoDoNotRead() throws Exception {
        LogWriter log = new LogWriter(redis).start();
        List<StreamClient> readers = new ArrayList<>();
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                readers.add(StreamClient.to(base, log.id()).open());
                readers.getLast().expectEvents(log.written()).expectSynced();
            }
            long alone = slowest(log, readers);
            double lagged = metric(LAGGED);
            for (int i = 0; i < 5; i++) {
                stalled.add(neverReading(log));
            }
            await().until(() -> metric("flowcast_stream_connections ") == 105);
            while (metric(LAGGED) < lagged + 5) {
                int before = log.written().size();
                log.burst(20, 5_000);
                for (StreamClient reader : readers) {
                    reader.expectEvents(
                            log.written().subList(before, log.written().size()));
                }
            }
            long beside = slowest(log, readers);
            LOG.infof("slowest of 100 readers: %d ms alone, %d ms beside 5 that do not read", alone, beside);
            assertThat(beside).isLessThan(10 * alone + 2_000);
        } finally {
            readers.forEach(StreamClient::close);
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    /** Milliseconds in which the last of the readers had each of 20 events, the slowest of them. */
    private static long slowest(LogWriter log, List<StreamClient> readers) {
        long slowest = 0;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            log.log(1);
            for (StreamClient reader : readers) {
                reader.expectEvents(List.of(log.written().getLast()));
            }
            slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
        }
        return slowest;
    }

    private static void flood(LogWriter log, double laggedBefore) {
        await().until(() -> {
            log.burst(20, 5_000);
            return metric(LAGGED) > laggedBefore;
        });
    }

    private Socket neverReading(LogWriter log) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
        socket.getOutputStream()
                .write(("GET /api/workflow/executions/" + log.id()
                                + "/stream HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Whether the stream stops in the middle: no end of the answer, only of the connection. */
    private static boolean brokenOff(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        byte[] last = new byte[5];
        try {
            byte[] all = socket.getInputStream().readAllBytes();
            System.arraycopy(all, Math.max(0, all.length - 5), last, 0, Math.min(5, all.length));
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
        return !new String(last, StandardCharsets.US_ASCII).equals("0\r\n\r\n");
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
