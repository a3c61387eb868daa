package io.flowcast.stack.service;

import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.OneProcess;
import io.flowcast.stack.process.Readiness;
import io.flowcast.stack.process.RecentLines;
import io.flowcast.stack.process.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One replica of a service, as a process of its own on a port of its own, which it keeps over restarts.
 *
 * <p>Any thread may ask; one thread at a time may start, stop or signal it.
 */
public final class Service implements OneProcess, AutoCloseable {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PROBE_TIMEOUT)
            .build();

    private final ChildCommand command;
    private final int port;
    private final Limits limits;
    private final LogSink sink;
    private final RecentLines lines = new RecentLines();
    private volatile ChildProcess process;

    private Service(ChildCommand command, int port, Limits limits, LogSink sink) {
        this.command = command;
        this.port = port;
        this.limits = limits;
        this.sink = sink;
        this.process = launch();
    }

    /**
     * How long things may take.
     *
     * @param start from the start of the process till it is ready
     * @param stop from SIGTERM till SIGKILL
     */
    public record Limits(Duration start, Duration stop) {}

    /**
     * What to start, and with which settings ({@code quarkus.http.port} is added).
     *
     * @param wrapper what is put before the command line, such as {@code taskset -c 0}
     */
    public record Launch(
            String name,
            Program program,
            List<String> wrapper,
            List<String> jvmOptions,
            Map<String, String> properties,
            Map<String, String> environment,
            Path directory) {}

    /** Starts the process; {@link #awaitReady()} waits for it, so that several can start side by side. */
    public static Service start(Launch launch, int port, Limits limits, LogSink sink) {
        Map<String, String> properties = new HashMap<>(launch.properties());
        properties.put("quarkus.http.port", Integer.toString(port));
        List<String> line = new ArrayList<>(launch.wrapper());
        line.addAll(JavaCommand.of(launch.program(), launch.jvmOptions(), properties));
        ChildCommand command = new ChildCommand(launch.name(), line, launch.environment(), launch.directory());
        return new Service(command, port, limits, sink);
    }

    @Override
    public String name() {
        return command.name();
    }

    @Override
    public String url() {
        return "http://localhost:" + port;
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    public int port() {
        return port;
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    /** The last lines it wrote, over all its lives. */
    public List<String> log() {
        return lines.all();
    }

    /** Whether {@code /q/health/ready} says 200 now. */
    public boolean isReady() {
        HttpRequest probe = HttpRequest.newBuilder(uri("/q/health/ready"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try {
            return HTTP.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while asking " + name() + " whether it is ready", e);
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws StartFailure where it ends instead, or takes longer than it may
     */
    public void awaitReady() {
        Readiness.await(process, this::isReady, limits.start(), POLL);
    }

    /**
     * SIGTERM, then SIGKILL when its grace period is over.
     *
     * @return whether it ended by itself in time
     */
    public boolean terminate() {
        return process.terminate(limits.stop());
    }

    @Override
    public void restart() {
        terminate();
        process = launch();
        try {
            awaitReady();
        } catch (StartFailure e) {
            process.kill();
            throw e;
        }
    }

    @Override
    public void close() {
        terminate();
    }

    private ChildProcess launch() {
        return ChildProcess.start(command, (name, line) -> {
            lines.add(line);
            sink.line(name, line);
        });
    }
}
