package io.flowcast.stack.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process takes up.
 *
 * @param residentKiB memory of any kind
 * @param liveBytes of its Java heap after a full collection; 0 where it has none
 */
record Footprint(long residentKiB, long liveBytes) {

    /** Of a JVM, which collects its garbage first. */
    static Footprint ofJvm(long pid) throws IOException, InterruptedException {
        long live = histogram(pid).stream()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd gave no histogram of the heap"));
        return new Footprint(residentKiB(pid), live);
    }

    static Footprint of(long pid) throws IOException {
        return new Footprint(residentKiB(pid), 0);
    }

    /** What is alive in a JVM by class, largest first. */
    static List<String> histogram(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        return output.lines().toList();
    }

    private static long residentKiB(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("the system does not say what process " + pid + " takes up"));
    }
}
