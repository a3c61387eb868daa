package io.flowcast.systemtests.client;

import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a service says of itself at one moment. */
public final class Metrics {
    private static final int COLLECTION_SECONDS = 60;

    private final String text;

    private Metrics(String text) {
        this.text = text;
    }

    public static Metrics of(HttpClient http, Service service) throws IOException, InterruptedException {
        return new Metrics(
                new FlowcastApi(http, service.url()).get("/q/metrics").body());
    }

    /** After its JVM has collected its garbage. */
    public static Metrics ofLive(HttpClient http, Service service) throws IOException, InterruptedException {
        collectGarbage(service.pid());
        return of(http, service);
    }

    /** The sum of all samples that begin so; it has to have one. */
    public double sum(String beginning) {
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Double::sum)
                .orElseThrow(() -> new IllegalStateException("no metric begins with " + beginning));
    }

    public long heapBytes() {
        return (long) sum("jvm_memory_used_bytes{area=\"heap\"");
    }

    /** Outside of the heap: the JVM's buffers and Netty's. */
    public long directBytes() {
        return (long) (sum("jvm_buffer_memory_used_bytes{id=\"direct\"") + sum("netty_allocator_memory_used{"));
    }

    private static void collectGarbage(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(COLLECTION_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("jcmd " + pid + " GC.run did not end");
        }
    }
}
