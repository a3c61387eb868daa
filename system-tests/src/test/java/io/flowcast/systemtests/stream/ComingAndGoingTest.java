package io.flowcast.systemtests.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.Metrics;
import io.flowcast.systemtests.harness.StackExtension;
import io.flowcast.systemtests.harness.TestDefinitions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that come and go leave nothing behind, whether they say goodbye (FIN), break off (RST) or never read a byte. */
class ComingAndGoingTest {
    private static final int AT_ONCE = 16;
    private static final int EXECUTIONS = 20;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final long MEBI = 1 << 20;

    @RegisterExtension
    static final StackExtension FLOWCAST = StackExtension.calm();

    @Test
    void fiveThousandLeaveNothing() throws Exception {
        comeAndGo(5_000);
    }

    @Test
    @Tag("long")
    void twoHundredThousandLeaveNothing() throws Exception {
        comeAndGo(200_000);
    }

    private static void comeAndGo(int cycles) throws Exception {
        Service gateway = FLOWCAST.stack().gateway(0);
        List<String> executions = new ArrayList<>();
        for (int i = 0; i < EXECUTIONS; i++) {
            executions.add(FLOWCAST.api(0).execute(TestDefinitions.ASKING, Map.of()));
        }
        Footprint first = Footprint.of(gateway);
        cycles(gateway, executions, 1_000);
        awaitIdle(gateway, first);
        Footprint before = Footprint.of(gateway);

        cycles(gateway, executions, cycles);
        awaitIdle(gateway, first);
        Footprint after = Footprint.of(gateway);

        System.out.printf("%d streams came and went: %s -> %s%n", cycles, before, after);
        assertThat(after.heapBytes() - before.heapBytes()).as("heap").isLessThan(6 * MEBI);
        assertThat(after.directBytes() - before.directBytes())
                .as("direct memory")
                .isLessThan(8 * MEBI);
        assertThat(after.files() - before.files()).as("files").isLessThan(20);
        for (String execution : executions) {
            FLOWCAST.api(0).post("/api/workflow/executions/" + execution + "/cancel", "");
        }
    }

    /**
     * What a gateway holds.
     *
     * @param watched executions to whose channels it is subscribed, one for each hub that is watched or lingers
     * @param streams open
     * @param files open
     */
    private record Footprint(long heapBytes, long directBytes, int watched, int streams, int files) {

        private static Footprint of(Service gateway) throws IOException, InterruptedException {
            return of(Metrics.ofLive(FLOWCAST.http(), gateway));
        }

        private static Footprint of(Metrics metrics) {
            return new Footprint(
                    metrics.heapBytes(),
                    metrics.directBytes(),
                    (int) metrics.sum("flowcast_bus_watched"),
                    (int) metrics.sum("flowcast_stream_connections"),
                    (int) metrics.sum("process_files_open_files"));
        }
    }

    private static void awaitIdle(Service gateway, Footprint first) {
        await("every stream and execution is let go")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    Footprint now = Footprint.of(Metrics.of(FLOWCAST.http(), gateway));
                    return now.watched() <= first.watched() && now.streams() <= first.streams();
                });
    }

    private static void cycles(Service gateway, List<String> executions, int cycles) throws Exception {
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int client = 0; client < AT_ONCE; client++) {
                int mine = client;
                clients.add(threads.submit(() -> {
                    for (int i = mine; i < cycles; i += AT_ONCE) {
                        cycle(gateway.port(), executions.get(i / 7 % executions.size()), i);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
    }

    private static void cycle(int port, String execution, int number) throws IOException {
        boolean reads = number % 4 != 3;
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            // Without a goodbye every other time; and so that no port waits for minutes after a long run.
            socket.setSoLinger(number % 2 == 0, 0);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write(("GET /api/workflow/executions/" + execution + "/stream HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Accept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (reads) {
                byte[] head = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
                assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
            }
        }
    }
}
