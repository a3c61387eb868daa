package io.flowcast.stack.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running child. Whatever happens to us, it does not outlive us (see {@link Guardian}). Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final RecentLines lines = new RecentLines();
    private final Thread reader;
    private final CompletableFuture<Integer> exit;

    private ChildProcess(String name, Process process, LogSink log) {
        this.name = name;
        this.process = process;
        this.reader = Thread.ofPlatform().name("log-" + name).daemon().start(() -> read(log));
        this.exit = process.onExit().thenApply(ended -> {
            Guardian.release(ended.pid());
            return ended.exitValue();
        });
    }

    /** Starts the command; that it could be started says nothing yet about its being ready. */
    public static ChildProcess start(ChildCommand command, LogSink log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(OwnSession.wrap(OwnSession.GATED, command.command()))
                    .directory(command.directory().toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(command.environment());
            Process process = builder.start();
            Guardian.watch(process.pid());
            try (OutputStream gate = process.getOutputStream()) {
                gate.write("go\n".getBytes(StandardCharsets.UTF_8));
            }
            return new ChildProcess(command.name(), process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.name(), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit status once the process is gone, for whatever reason. */
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    /** Waits for the end of a process that is known to be ending, and for its last line. */
    int awaitExit() {
        if (!awaitExit(KILL_TIMEOUT)) {
            throw new IllegalStateException(name + " does not end");
        }
        return process.exitValue();
    }

    /** The last lines it wrote, oldest first; complete once it has ended and was waited for. */
    public List<String> log() {
        return lines.all();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.toHandle().destroyForcibly();
        if (!awaitExit(KILL_TIMEOUT)) {
            throw new IllegalStateException(name + " (pid " + pid() + ") survived SIGKILL");
        }
    }

    /**
     * SIGTERM, and SIGKILL when the grace period is over.
     *
     * @return whether it ended by itself in time
     */
    public boolean terminate(Duration grace) {
        if (process.isAlive()) {
            // Not Process.destroy(), which closes the pipe before the last words came through it.
            process.toHandle().destroy();
            signal("CONT");
        }
        if (awaitExit(grace)) {
            return true;
        }
        kill();
        return false;
    }

    /** SIGSTOP: it keeps its sockets and does nothing, like a machine in a long pause. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private boolean awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            reader.join(Duration.ofSeconds(1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
        }
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + signal + " to " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling " + name, e);
        }
    }

    private void read(LogSink log) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                log.line(name, line);
            }
        } catch (IOException e) {
            // The pipe breaks when the process is killed: its log ends here.
        }
    }
}
