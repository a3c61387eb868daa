package io.flowcast.stack.redis;

import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.OneProcess;
import io.flowcast.stack.process.Readiness;
import io.flowcast.stack.process.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real redis-server on the loopback address with an append-only file synced every second, as a small
 * production one would be. Killed and restarted it comes back on the same port with the same data. Where there are
 * {@link RedisUsers} in its folder, it knows them; where there is a {@link #SETTINGS file of settings}, it reads that and
 * writes to it.
 *
 * <p>Not thread-safe: one thread starts, kills and restarts it.
 */
public final class RedisServer implements OneProcess, AutoCloseable {
    private static final String HOST = "127.0.0.1";
    /** What {@code CONFIG REWRITE} writes to. */
    private static final String SETTINGS = "redis.conf";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration PING_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(5);

    private final int port;
    private final Path dir;
    private final @Nullable Scratch scratch;
    private final LogSink log;
    private final List<String> options;
    private volatile ChildProcess process;

    private RedisServer(int port, Path dir, @Nullable Scratch scratch, LogSink log, List<String> options) {
        this.port = port;
        this.dir = dir;
        this.scratch = scratch;
        this.log = log;
        this.options = List.copyOf(options);
        this.process = launch();
    }

    /** A server on a free port with a scratch folder that goes away with it. */
    public static RedisServer start() {
        return start(LogSink.NONE);
    }

    /** As {@link #start()}, with its log lines handed to {@code log}. */
    public static RedisServer start(LogSink log) {
        Scratch scratch = Scratch.create("redis");
        return new RedisServer(FreePorts.next(), scratch.folder(), scratch, log, List.of());
    }

    /** As {@link #start()}, with further options of its command line: {@code --name}, value, and so on. */
    public static RedisServer start(List<String> options) {
        Scratch scratch = Scratch.create("redis");
        return new RedisServer(FreePorts.next(), scratch.folder(), scratch, LogSink.NONE, options);
    }

    /**
     * As {@link #start()}, and it remembers over restarts what {@code CONFIG REWRITE} wrote, whose replica it is among that:
     * as one that Sentinels look after has to.
     */
    public static RedisServer remembering() {
        return remembering(List.of());
    }

    /** As {@link #remembering()}, with further options of its command line. */
    public static RedisServer remembering(List<String> options) {
        Scratch scratch = Scratch.create("redis");
        try {
            Files.createFile(scratch.folder().resolve(SETTINGS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the file of Redis' settings", e);
        }
        return new RedisServer(FreePorts.next(), scratch.folder(), scratch, LogSink.NONE, options);
    }

    /** As {@link #start(List)}, and it knows the {@link RedisUsers}. */
    public static RedisServer withUsers(List<String> options) {
        Scratch scratch = Scratch.create("redis");
        RedisUsers.writeTo(scratch.folder());
        return new RedisServer(FreePorts.next(), scratch.folder(), scratch, LogSink.NONE, options);
    }

    /** As {@link #start()}, and it knows the {@link RedisUsers}. */
    public static RedisServer withUsers() {
        return withUsers(List.of());
    }

    /** A server on a free port whose data lie in, and stay in, this folder. */
    public static RedisServer start(Path dir, LogSink log) {
        return start(FreePorts.next(), dir, log);
    }

    /** A server on this port whose data lie in, and stay in, this folder. */
    public static RedisServer start(int port, Path dir, LogSink log) {
        return new RedisServer(port, dir, null, log, List.of());
    }

    @Override
    public String name() {
        return "redis";
    }

    /** What goes into {@code quarkus.redis.hosts} or {@code REDIS_URL}. */
    @Override
    public String url() {
        return "redis://" + HOST + ":" + port;
    }

    /** As {@link #url()}, for one of the {@link RedisUsers}. */
    public String url(String user) {
        return "redis://" + user + ":" + RedisUsers.PASSWORD + "@" + HOST + ":" + port;
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    public Path dir() {
        return dir;
    }

    @Override
    public ChildProcess process() {
        return process;
    }

    /** The last lines of its log since the last (re)start. */
    public List<String> log() {
        return process.log();
    }

    /** SIGKILL: what the append-only file did not get within the last second is lost. */
    @Override
    public void kill() {
        OneProcess.super.kill();
    }

    /** Starts it again on the same port and data, after an orderly stop where it still runs. */
    @Override
    public void restart() {
        process.terminate(STOP_GRACE);
        process = launch();
    }

    @Override
    public void close() {
        process.terminate(STOP_GRACE);
        if (scratch != null) {
            scratch.close();
        }
    }

    private ChildProcess launch() {
        ChildProcess launched = ChildProcess.start(command(), log);
        try {
            Readiness.await(launched, () -> RedisPing.answers(HOST, port, PING_TIMEOUT), START_TIMEOUT, POLL);
            return launched;
        } catch (RuntimeException e) {
            launched.kill();
            throw e;
        }
    }

    private ChildCommand command() {
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder of Redis' data, " + dir, e);
        }
        List<String> command = new ArrayList<>(List.of(
                RedisBinary.file().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                HOST,
                "--dir",
                dir.toAbsolutePath().toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--maxmemory-policy",
                "noeviction"));
        Path settings = dir.resolve(SETTINGS);
        if (Files.exists(settings)) {
            command.add(1, settings.toAbsolutePath().toString());
        }
        Path users = dir.resolve(RedisUsers.FILE);
        if (Files.exists(users)) {
            command.addAll(List.of("--aclfile", users.toAbsolutePath().toString()));
        }
        command.addAll(options);
        return new ChildCommand("redis", command, Map.of(), dir);
    }
}
