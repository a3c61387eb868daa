package io.flowcast.systemtests.stream;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a gateway holds.
 *
 * @param heapBytes live after a collection
 * @param directBytes outside of the heap: the JVM's buffers and Netty's
 * @param watched executions whose channel it is subscribed to
 * @param streams open
 * @param files open
 */
record GatewayFootprint(long heapBytes, long directBytes, int watched, int streams, int files) {

    static GatewayFootprint of(HttpClient http, Service gateway) throws IOException, InterruptedException {
        collectGarbage(gateway.pid());
        String metrics = metrics(http, gateway);
        return new GatewayFootprint(
                (long) sum(metrics, "jvm_memory_used_bytes{area=\"heap\""),
                (long) (sum(metrics, "jvm_buffer_memory_used_bytes{id=\"direct\"")
                        + sum(metrics, "netty_allocator_memory_used{")),
                watched(metrics),
                streams(metrics),
                (int) sum(metrics, "process_files_open_files"));
    }

    /** Whether it has let go of every stream and execution but so many. */
    static boolean idle(HttpClient http, Service gateway, GatewayFootprint before)
            throws IOException, InterruptedException {
        String metrics = metrics(http, gateway);
        return watched(metrics) <= before.watched() && streams(metrics) <= before.streams();
    }

    private static String metrics(HttpClient http, Service gateway) throws IOException, InterruptedException {
        return new FlowcastApi(http, gateway.url()).get("/q/metrics").body();
    }

    private static int watched(String metrics) {
        return (int) sum(metrics, "flowcast_bus_watched");
    }

    private static int streams(String metrics) {
        return (int) sum(metrics, "flowcast_stream_connections");
    }

    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("jcmd " + pid + " GC.run did not end");
        }
    }

    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
