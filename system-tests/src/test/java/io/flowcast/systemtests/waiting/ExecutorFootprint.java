package io.flowcast.systemtests.waiting;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.client.FlowcastApi;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What executors hold, all together.
 *
 * @param heapBytes live after a collection
 * @param threads platform threads
 * @param running executions
 */
record ExecutorFootprint(long heapBytes, int threads, int running) {

    static ExecutorFootprint of(HttpClient http, Iterable<Service> executors) throws IOException, InterruptedException {
        long heap = 0;
        int threads = 0;
        int running = 0;
        for (Service executor : executors) {
            collectGarbage(executor.pid());
            String metrics =
                    new FlowcastApi(http, executor.url()).get("/q/metrics").body();
            heap += (long) sum(metrics, "jvm_memory_used_bytes{area=\"heap\"");
            threads += (int) sum(metrics, "jvm_threads_live_threads");
            running += (int) sum(metrics, "flowcast_executions_running");
        }
        return new ExecutorFootprint(heap, threads, running);
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
