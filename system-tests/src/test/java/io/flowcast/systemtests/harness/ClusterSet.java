package io.flowcast.systemtests.harness;

import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Redis Cluster of three masters, each with a replica, that takes a silent master for dead after two seconds. One thread. */
public final class ClusterSet implements AutoCloseable {
    static final int PARTITIONS = 16;

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NODE_TIMEOUT = "2000";

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<Integer> busPorts = new ArrayList<>();

    private final List<Integer> tlsPorts = new ArrayList<>();
    private final @Nullable OwnCa ca;

    private ClusterSet(@Nullable OwnCa ca) {
        this.ca = ca;
    }

    /** Returns once each node knows of all slots, and each master has its replica. */
    public static ClusterSet start() throws IOException {
        return start(null);
    }

    /** One whose servers speak TLS to each other and to the services, and want to see a certificate of everybody. */
    public static ClusterSet overTls(OwnCa ca) throws IOException {
        return start(ca);
    }

    private static ClusterSet start(@Nullable OwnCa ca) throws IOException {
        ClusterSet set = new ClusterSet(ca);
        try {
            for (int i = 0; i < 2 * MASTERS; i++) {
                set.startNode();
            }
            set.join();
            set.awaitWell();
            return set;
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
    }

    /** Has a stack stand on it, as the users that are shipped, with so many partitions that each master has some. */
    public StackSettings use(StackSettings settings) {
        OwnCa authority = ca;
        if (authority != null) {
            authority.use(settings);
        }
        settings.redisUrl(servers.getFirst().url());
        for (ServiceKind kind : ServiceKind.values()) {
            String urls = servers.stream().map(server -> urlOf(server, kind)).collect(Collectors.joining(","));
            settings.variable(kind, "REDIS_URL", urls)
                    .property(kind, "quarkus.redis.client-type", "cluster")
                    .property(kind, "flowcast.partitions", Integer.toString(PARTITIONS));
        }
        return settings;
    }

    private String urlOf(RedisServer server, ServiceKind kind) {
        String plain = server.url(kind.redisUser());
        return ca == null
                ? plain
                : plain.replace("redis://", "rediss://")
                        .replace(":" + server.port(), ":" + tlsPorts.get(servers.indexOf(server)));
    }

    /** The master that has this key. */
    public RedisServer masterOf(String key) throws IOException {
        for (RedisServer server : servers) {
            if (server.isAlive() && owns(server, key)) {
                return server;
            }
        }
        throw new IOException("no master has " + key);
    }

    /** The whole log of an execution; waits while it is on its way to another master. */
    public List<EqualToLog.Entry> log(String executionId) {
        String key = RedisKeys.of(ExecutionId.of(executionId)).due();
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(
                        moving -> String.valueOf(moving.getMessage()).matches(".*\\b(ASK|MOVED)\\b.*"))
                .until(
                        () -> {
                            try (RedisCommands redis =
                                    new RedisCommands(masterOf(key).port())) {
                                return redis.log(executionId);
                            }
                        },
                        read -> true);
    }

    /** Has a replica of this master take its place, as for maintenance. */
    public void handOver(RedisServer master) throws IOException {
        String id = ask(master, "CLUSTER", "MYID");
        for (RedisServer server : servers) {
            if (server.isAlive() && ask(server, "INFO", "replication").contains("role:slave")) {
                if (ask(server, "CLUSTER", "NODES").lines().anyMatch(line -> line.contains("myself,slave " + id))) {
                    ask(server, "CLUSTER", "FAILOVER");
                    return;
                }
            }
        }
        throw new IOException("no replica of " + master.url());
    }

    /**
     * Moves the slot of this key to another master, as {@code redis-cli --cluster reshard} does: key by key, while it is used.
     *
     * @param halfway when half of its keys have moved
     */
    public void reshard(String key, RedisServer to, Runnable halfway) throws IOException {
        RedisServer from = masterOf(key);
        String slot = ask(from, "CLUSTER", "KEYSLOT", key);
        String source = ask(from, "CLUSTER", "MYID");
        String target = ask(to, "CLUSTER", "MYID");
        ask(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", source);
        ask(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", target);
        migrate(from, slot, Long.parseLong(ask(from, "CLUSTER", "COUNTKEYSINSLOT", slot)) / 2, to);
        halfway.run();
        migrate(from, slot, Long.MAX_VALUE, to);
        ask(to, "CLUSTER", "SETSLOT", slot, "NODE", target);
        ask(from, "CLUSTER", "SETSLOT", slot, "NODE", target);
    }

    private static void migrate(RedisServer from, String slot, long most, RedisServer to) throws IOException {
        try (RedisCommands redis = new RedisCommands(from.port())) {
            for (long moved = 0; moved < most; moved++) {
                List<?> one = (List<?>) redis.call("CLUSTER", "GETKEYSINSLOT", slot, "1");
                if (one.isEmpty()) {
                    return;
                }
                String port = Integer.toString(to.port());
                redis.call("MIGRATE", "127.0.0.1", port, (String) one.getFirst(), "0", "5000");
            }
        }
    }

    List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** Those that have slots, and live. */
    public List<RedisServer> masters() throws IOException {
        List<RedisServer> masters = new ArrayList<>();
        for (RedisServer server : servers) {
            if (server.isAlive() && ask(server, "INFO", "replication").contains("role:master")) {
                masters.add(server);
            }
        }
        return masters;
    }

    /** Whether a replica takes the place of a master that died. */
    public void failOver(boolean automatic) throws IOException {
        askAll("CONFIG", "SET", "cluster-replica-no-failover", automatic ? "no" : "yes");
    }

    /** Whether one slot without a master keeps all others from being served, as it does by default. */
    public void requireAllSlots(boolean required) throws IOException {
        askAll("CONFIG", "SET", "cluster-require-full-coverage", required ? "yes" : "no");
    }

    /** Starts what is dead, and waits until every master has a replica that follows it. */
    public void awaitWell() {
        servers.stream().filter(server -> !server.isAlive()).forEach(RedisServer::restart);
        await().atMost(PATIENCE).ignoreExceptions().until(this::well);
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }

    private void startNode() {
        int busPort = FreePorts.next();
        busPorts.add(busPort);
        List<String> options = new ArrayList<>(List.of(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(busPort),
                "--cluster-node-timeout",
                NODE_TIMEOUT,
                "--repl-diskless-sync-delay",
                "0"));
        OwnCa authority = ca;
        if (authority != null) {
            int tlsPort = FreePorts.next();
            tlsPorts.add(tlsPort);
            options.addAll(authority.ofServer(tlsPort));
            options.addAll(List.of("--tls-cluster", "yes"));
        }
        servers.add(RedisServer.withUsers(options));
    }

    private void join() throws IOException {
        for (ServiceKind kind : ServiceKind.values()) {
            askAll("ACL", "SETUSER", kind.redisUser(), "+cluster|slots");
        }
        RedisServer first = servers.getFirst();
        for (int i = 0; i < servers.size(); i++) {
            ask(servers.get(i), "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i > 0) {
                String port = Integer.toString(ca == null ? servers.get(i).port() : tlsPorts.get(i));
                ask(first, "CLUSTER", "MEET", "127.0.0.1", port, Integer.toString(busPorts.get(i)));
            }
        }
        for (int i = 0; i < MASTERS; i++) {
            String from = Integer.toString(i * SLOTS / MASTERS);
            String to = Integer.toString((i + 1) * SLOTS / MASTERS - 1);
            ask(servers.get(i), "CLUSTER", "ADDSLOTSRANGE", from, to);
        }
        for (int i = 0; i < MASTERS; i++) {
            String master = ask(servers.get(i), "CLUSTER", "MYID");
            RedisServer replica = servers.get(MASTERS + i);
            await().atMost(PATIENCE)
                    .until(() -> ask(replica, "CLUSTER", "NODES").contains(master));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> ask(replica, "CLUSTER", "REPLICATE", master).equals("OK"));
        }
    }

    private boolean well() throws IOException {
        int masters = 0;
        for (RedisServer server : servers) {
            String cluster = ask(server, "CLUSTER", "INFO");
            String replication = ask(server, "INFO", "replication");
            boolean master = replication.contains("role:master");
            masters += master ? 1 : 0;
            if (!cluster.contains("cluster_state:ok")
                    || !cluster.contains("cluster_known_nodes:" + servers.size())
                    || !cluster.contains("cluster_size:" + MASTERS)
                    || !replication.contains(master ? "state=online" : "master_link_status:up")) {
                return false;
            }
        }
        return masters == MASTERS;
    }

    private static boolean owns(RedisServer server, String key) throws IOException {
        try (RedisCommands redis = new RedisCommands(server.port())) {
            redis.call("EXISTS", key);
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("MOVED")) {
                return false;
            }
            throw e;
        }
    }

    private void askAll(String... command) throws IOException {
        for (RedisServer server : servers) {
            if (server.isAlive()) {
                ask(server, command);
            }
        }
    }

    private static String ask(RedisServer server, String... command) throws IOException {
        try (RedisCommands redis = new RedisCommands(server.port())) {
            return redis.call(command).toString();
        }
    }
}
