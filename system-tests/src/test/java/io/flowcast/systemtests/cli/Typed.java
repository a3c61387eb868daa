package io.flowcast.systemtests.cli;

import io.flowcast.stack.RepositoryHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A command that was typed: runs, and can be looked at meanwhile. */
final class Typed implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private Typed(List<String> line) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line);
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().put("TERM", "xterm");
            builder.environment().remove("NO_COLOR");
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        readers = List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
    }

    /** {@code flowcast} with these arguments, against the gateway at this address. */
    static Typed flowcast(String url, String... arguments) {
        return new Typed(line(url, arguments));
    }

    /** The same on a pseudo terminal, whose transcript is the output. */
    static Typed onATerminal(String url, int rows, int columns, String... arguments) {
        List<String> quoted =
                line(url, arguments).stream().map(word -> "'" + word + "'").toList();
        String command = "stty rows " + rows + " cols " + columns + "; " + String.join(" ", quoted);
        return new Typed(List.of("script", "-qec", command, "/dev/null"));
    }

    private static List<String> line(String url, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                RepositoryHome.find().resolve("cli/target/cli.jar").toString()));
        line.addAll(List.of(arguments));
        line.add("--url=" + url);
        return line;
    }

    private static Thread collect(InputStream stream, List<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                // It was ended.
            }
        });
    }

    /** What it has printed so far. */
    List<String> out() {
        return out;
    }

    String err() {
        return String.join("\n", err);
    }

    /** SIGTERM, of which the JVM makes the same as of Ctrl-C. */
    void terminate() {
        // Not Process.destroy(), which closes the streams as well.
        process.toHandle().destroy();
    }

    /** The exit status. */
    int end() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after " + out + err);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
