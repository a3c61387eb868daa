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
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Redis servers, a primary and its replicas, under three Sentinels that fail over. One thread. */
public final class SentinelSet implements AutoCloseable {
    private static final String PRIMARY = "mymaster";
    private static final int SENTINELS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final Scratch scratch = Scratch.create("sentinels");
    private final Duration downAfter;
    /** Whose certificates all have to show; null where nothing is over TLS. */
    private final @Nullable OwnCa ca;

    private final List<Member> members = new ArrayList<>();
    private final List<Sentinel> sentinels = new ArrayList<>();
    private int replicasNeeded = 1;

    /**
     * One server, as the others and the services know it.
     *
     * @param link what everybody's way to it leads over; null where they go to it themselves
     * @param port of everybody's way to it
     */
    public record Member(RedisServer server, @Nullable FaultyLink link, int port) {}

    /**
     * One Sentinel.
     *
     * @param servicesPort to which services go
     * @param process the present one, or the last where none runs
     */
    private record Sentinel(int port, int servicesPort, ChildCommand command, ChildProcess process) {
        Sentinel again() {
            return new Sentinel(port, servicesPort, command, ChildProcess.start(command, LogSink.NONE));
        }
    }

    private SentinelSet(Duration downAfter, @Nullable OwnCa ca) {
        this.downAfter = downAfter;
        this.ca = ca;
    }

    /** A primary and two replicas, which are failed over after a second. Returns once all know each other and the replicas follow. */
    public static SentinelSet start() throws IOException {
        return start(2, Duration.ofSeconds(1), false, null);
    }

    /** The same, with a link before each server, which its replicas, the Sentinels and the services have to take. */
    public static SentinelSet behindLinks(int replicas, Duration downAfter) throws IOException {
        return start(replicas, downAfter, true, null);
    }

    /** As {@link #start()}, but servers, Sentinels and services speak TLS, and want to see a certificate of everybody. */
    public static SentinelSet overTls(OwnCa ca) throws IOException {
        return start(2, Duration.ofSeconds(1), false, ca);
    }

    private static SentinelSet start(int replicas, Duration downAfter, boolean links, @Nullable OwnCa ca)
            throws IOException {
        SentinelSet set = new SentinelSet(downAfter, ca);
        try {
            for (int i = 0; i <= replicas; i++) {
                set.members.add(set.startServer(links));
                set.introduce(set.members.getLast());
            }
            for (int i = 0; i < SENTINELS; i++) {
                set.sentinels.add(set.startSentinel());
            }
            set.awaitWell();
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    private Member startServer(boolean links) throws IOException {
        OwnCa authority = ca;
        if (authority != null) {
            int port = FreePorts.next();
            return new Member(RedisServer.remembering(authority.ofServer(port)), null, port);
        }
        RedisServer server = RedisServer.remembering();
        FaultyLink link = links ? FaultyLink.to(server.port()) : null;
        return new Member(server, link, link == null ? server.port() : link.port());
    }

    /** What goes into {@code REDIS_URL}, beside {@code quarkus.redis.client-type=sentinel}. */
    public String url() {
        return sentinels.stream()
                .map(sentinel -> (ca == null ? "redis" : "rediss") + "://127.0.0.1:" + sentinel.servicesPort())
                .collect(Collectors.joining(","));
    }

    /** The server that the Sentinels say is the primary. */
    public RedisServer primary() {
        return inCharge().server();
    }

    /** The same, with the way to it. */
    public Member inCharge() {
        String port =
                list(ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", PRIMARY)).get(1).toString();
        return members.stream()
                .filter(member -> Integer.toString(member.port()).equals(port))
                .findFirst()
                .orElseThrow();
    }

    public List<Member> members() {
        return List.copyOf(members);
    }

    /** How many replicas a primary has to have to take writes. */
    public void needReplicas(int count) throws IOException {
        replicasNeeded = count;
        for (Member member : members) {
            if (member.server().isAlive()) {
                setUp(member.server());
            }
        }
    }

    /**
     * Has a replica replace the primary, which lives on: it is told only after some seconds.
     *
     * @return whether the Sentinel that was asked went about it: there may be no good replica, or another failover under way
     */
    public boolean handOver() {
        try {
            ask("SENTINEL", "FAILOVER", PRIMARY);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** SIGKILL for one Sentinel; the others go on, and agree without it. */
    public void killSentinel(int index) {
        sentinels.get(index % SENTINELS).process().kill();
    }

    /** Starts those Sentinels that are dead; they remember what they knew. */
    public void restartSentinels() {
        sentinels.replaceAll(sentinel -> sentinel.process().isAlive() ? sentinel : sentinel.again());
    }

    /** Starts what is dead, and waits until the replicas follow the primary and a failover could be agreed on. */
    public void awaitWell() throws IOException {
        restartSentinels();
        for (Member member : members) {
            if (!member.server().isAlive()) {
                member.server().restart();
            }
            setUp(member.server());
        }
        await().atMost(PATIENCE).ignoreExceptions().until(this::well);
    }

    /** What it has to know of itself, now and whenever it starts; the first is the primary. */
    private void introduce(Member member) throws IOException {
        setUp(member.server());
        try (RedisCommands redis = new RedisCommands(member.server().port())) {
            redis.call("CONFIG", "SET", "replica-announce-ip", "127.0.0.1");
            redis.call("CONFIG", "SET", "replica-announce-port", Integer.toString(member.port()));
            if (!member.equals(members.getFirst())) {
                redis.call(
                        "REPLICAOF",
                        "127.0.0.1",
                        Integer.toString(members.getFirst().port()));
            }
            redis.call("CONFIG", "REWRITE");
        }
    }

    private void setUp(RedisServer server) throws IOException {
        try (RedisCommands redis = new RedisCommands(server.port())) {
            redis.call("CONFIG", "SET", "min-replicas-to-write", Integer.toString(replicasNeeded));
            redis.call("CONFIG", "SET", "min-replicas-max-lag", "2");
            redis.call("CONFIG", "SET", "repl-diskless-sync-delay", "0");
        }
    }

    /** Every Sentinel has the same primary, and all others follow that. */
    private boolean well() throws IOException {
        int replicas = members.size() - 1;
        String primary = Integer.toString(inCharge().port());
        for (Sentinel asked : sentinels) {
            try (RedisCommands sentinel = new RedisCommands(asked.port())) {
                sentinel.call("SENTINEL", "CKQUORUM", PRIMARY);
                String followers =
                        sentinel.call("SENTINEL", "REPLICAS", PRIMARY).toString();
                Object address = list(sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", PRIMARY))
                        .get(1);
                if (!address.equals(primary) || followers.split("master-link-status, ok", -1).length != replicas + 1) {
                    return false;
                }
            }
        }
        try (RedisCommands redis = new RedisCommands(primary().port())) {
            String replication = redis.call("INFO", "replication").toString();
            return replication.contains("role:master") && replication.split("state=online", -1).length == replicas + 1;
        }
    }

    /** The first that lives. */
    private Object ask(String... command) {
        Optional<Sentinel> living = sentinels.stream()
                .filter(sentinel -> sentinel.process().isAlive())
                .findFirst();
        try (RedisCommands sentinel = new RedisCommands(living.orElseThrow().port())) {
            return sentinel.call(command);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Sentinel startSentinel() throws IOException {
        int port = FreePorts.next();
        OwnCa authority = ca;
        int servicesPort = authority == null ? port : FreePorts.next();
        String tls = authority == null
                ? ""
                : authority.ofServer(servicesPort).stream()
                        .map(word -> word.startsWith("--") ? "\n" + word.substring(2) : " " + word)
                        .collect(Collectors.joining());
        Path dir = Files.createDirectories(scratch.folder().resolve("sentinel-" + port));
        Path settings = Files.writeString(dir.resolve("sentinel.conf"), """
                port %1$d
                bind 127.0.0.1
                dir %2$s
                sentinel monitor %3$s 127.0.0.1 %4$d 2
                sentinel down-after-milliseconds %3$s %5$d
                sentinel failover-timeout %3$s 5000
                %6$s
                """.formatted(
                        port, dir.toAbsolutePath(), PRIMARY, members.getFirst().port(), downAfter.toMillis(), tls));
        List<String> command = List.of(RedisBinary.file().toString(), settings.toString(), "--sentinel");
        ChildCommand sentinel = new ChildCommand("sentinel-" + port, command, Map.of(), dir);
        Sentinel started = new Sentinel(port, servicesPort, sentinel, ChildProcess.start(sentinel, LogSink.NONE));
        Readiness.await(
                started.process(),
                () -> RedisPing.answers("127.0.0.1", port, ANSWER),
                Duration.ofSeconds(20),
                Duration.ofMillis(20));
        return started;
    }

    @Override
    public void close() {
        sentinels.forEach(sentinel -> sentinel.process().kill());
        for (Member member : members) {
            if (member.link() != null) {
                member.link().close();
            }
            member.server().close();
        }
        scratch.close();
    }

    private static List<?> list(Object reply) {
        return (List<?>) reply;
    }
}
