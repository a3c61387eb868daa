package io.flowcast.systemtests.harness;

import static org.awaitility.Awaitility.await;

import io.flowcast.stack.process.ChildCommand;
import io.flowcast.stack.process.ChildProcess;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.LogSink;
import io.flowcast.stack.process.Readiness;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.redis.RedisBinary;
import io.flowcast.stack.redis.RedisPing;
import io.flowcast.stack.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Three Redis servers, a primary and two replicas, under three Sentinels that fail over after a second. One thread. */
public final class SentinelSet implements AutoCloseable {
    private static final String PRIMARY = "mymaster";
    private static final int SERVERS = 3;
    private static final int SENTINELS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Scratch scratch = Scratch.create("sentinels");
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<ChildProcess> sentinels = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private int replicasNeeded = 1;

    private SentinelSet() {}

    /** Returns once all know each other and the replicas follow. */
    public static SentinelSet start() throws IOException {
        SentinelSet set = new SentinelSet();
        try {
            for (int i = 0; i < SERVERS; i++) {
                set.servers.add(RedisServer.start());
                set.setUp(set.servers.getLast());
            }
            for (int i = 0; i < SENTINELS; i++) {
                set.startSentinel();
            }
            set.awaitWell();
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    /** What goes into {@code REDIS_URL}, beside {@code quarkus.redis.client-type=sentinel}. */
    public String url() {
        return ports.stream().map(port -> "redis://127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** The server that the Sentinels say is the primary. */
    public RedisServer primary() {
        int port = Integer.parseInt(
                list(ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", PRIMARY)).get(1).toString());
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow();
    }

    /** How many replicas a primary has to have to take writes. */
    public void needReplicas(int count) throws IOException {
        replicasNeeded = count;
        for (RedisServer server : servers) {
            if (server.isAlive()) {
                setUp(server);
            }
        }
    }

    /** Has a replica replace the primary, which lives on: it is told only after some seconds. */
    public void handOver() {
        ask("SENTINEL", "FAILOVER", PRIMARY);
    }

    /** Starts what is dead, and waits until the replicas follow the primary and a failover could be agreed on. */
    public void awaitWell() throws IOException {
        for (RedisServer server : servers) {
            if (!server.isAlive()) {
                server.restart();
                setUp(server);
            }
        }
        await().atMost(PATIENCE).ignoreExceptions().until(this::well);
    }

    private void setUp(RedisServer server) throws IOException {
        try (RedisCommands redis = new RedisCommands(server.port())) {
            redis.call("CONFIG", "SET", "min-replicas-to-write", Integer.toString(replicasNeeded));
            redis.call("CONFIG", "SET", "min-replicas-max-lag", "2");
            redis.call("CONFIG", "SET", "repl-diskless-sync-delay", "0");
            if (ports.isEmpty() && !server.equals(servers.getFirst())) {
                redis.call(
                        "REPLICAOF",
                        "127.0.0.1",
                        Integer.toString(servers.getFirst().port()));
            }
        }
    }

    private boolean well() throws IOException {
        for (int port : ports) {
            try (RedisCommands sentinel = new RedisCommands(port)) {
                sentinel.call("SENTINEL", "CKQUORUM", PRIMARY);
                String replicas = sentinel.call("SENTINEL", "REPLICAS", PRIMARY).toString();
                if (replicas.split("master-link-status, ok", -1).length != SERVERS) {
                    return false;
                }
            }
        }
        try (RedisCommands redis = new RedisCommands(primary().port())) {
            return redis.call("INFO", "replication").toString().split("state=online", -1).length == SERVERS;
        }
    }

    private Object ask(String... command) {
        try (RedisCommands sentinel = new RedisCommands(ports.getFirst())) {
            return sentinel.call(command);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startSentinel() throws IOException {
        int port = FreePorts.next();
        Path dir = Files.createDirectories(scratch.folder().resolve("sentinel-" + port));
        Path settings = Files.writeString(dir.resolve("sentinel.conf"), """
                port %1$d
                bind 127.0.0.1
                dir %2$s
                sentinel monitor %3$s 127.0.0.1 %4$d 2
                sentinel down-after-milliseconds %3$s 1000
                sentinel failover-timeout %3$s 5000
                """.formatted(
                        port, dir.toAbsolutePath(), PRIMARY, servers.getFirst().port()));
        List<String> command = List.of(RedisBinary.file().toString(), settings.toString(), "--sentinel");
        ChildProcess sentinel =
                ChildProcess.start(new ChildCommand("sentinel-" + port, command, Map.of(), dir), LogSink.NONE);
        sentinels.add(sentinel);
        Readiness.await(
                sentinel,
                () -> RedisPing.answers("127.0.0.1", port, Duration.ofSeconds(1)),
                Duration.ofSeconds(20),
                Duration.ofMillis(20));
        ports.add(port);
    }

    @Override
    public void close() {
        sentinels.forEach(ChildProcess::kill);
        servers.forEach(RedisServer::close);
        scratch.close();
    }

    private static List<?> list(Object reply) {
        return (List<?>) reply;
    }
}
