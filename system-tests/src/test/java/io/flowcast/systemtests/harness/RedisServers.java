package io.flowcast.systemtests.harness;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.systemtests.validate.EqualToLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stack stands on: one server or, with {@code -Dflowcast.test.redis.topology=cluster}, a Redis Cluster of three masters with
 * a replica each. One thread.
 */
public final class RedisServers implements AutoCloseable {
    private static final boolean ON_CLUSTER = "cluster".equals(System.getProperty("flowcast.test.redis.topology"));

    private final @Nullable ClusterSet cluster;
    private @Nullable Stack stack;

    private RedisServers(@Nullable ClusterSet cluster) {
        this.cluster = cluster;
    }

    /** The kind that was asked for. */
    public static RedisServers chosen() {
        try {
            return new RedisServers(ON_CLUSTER ? ClusterSet.start() : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a stack that is to stand on it. */
    public StackSettings settings() {
        StackSettings settings = Stack.settings();
        return cluster == null ? settings : cluster.use(settings);
    }

    /** Starts the stack that stands on it. */
    public Stack start(StackSettings settings) {
        Stack started = settings.start();
        stack = started;
        return started;
    }

    /** Over how many executions are spread, where the stack does not say it otherwise. */
    public int partitions() {
        return cluster == null ? 1 : ClusterSet.PARTITIONS;
    }

    /** Asks whichever server has what is asked for; where no key is named, any. */
    public RedisCommands commands() throws IOException {
        return RedisCommands.following(masters().getFirst().port());
    }

    /** What each server answers, replicas among them. */
    public List<Object> ofEach(String... command) throws IOException {
        return ask(all().stream().filter(RedisServer::isAlive).toList(), command);
    }

    /** What each server answers that has keys of its own. */
    public List<Object> ofMasters(String... command) throws IOException {
        return ask(masters(), command);
    }

    /** The one that has the definitions, and executions as well. */
    public RedisServer main() throws IOException {
        return cluster == null ? masters().getFirst() : cluster.masterOf(RedisKeys.DEFINITIONS);
    }

    /** The one that has this execution. */
    public RedisServer of(String executionId) throws IOException {
        String key = RedisKeys.of(ExecutionId.of(executionId)).due();
        return cluster == null ? masters().getFirst() : cluster.masterOf(key);
    }

    /** The main one is killed, and started again; on a cluster its replica takes its place. */
    public void crash() throws IOException {
        RedisServer server = main();
        server.kill();
        if (cluster == null) {
            server.restart();
        }
    }

    /** Till the end of the test no replica takes the place of a server that is away. */
    public void keepReplicasBack() throws IOException {
        if (cluster != null) {
            cluster.failOver(false);
        }
    }

    /** The whole log of an execution. */
    public List<EqualToLog.Entry> log(String executionId) throws IOException {
        if (cluster != null) {
            return cluster.log(executionId);
        }
        try (RedisCommands redis = commands()) {
            return redis.log(executionId);
        }
    }

    /** Leaves out a test that asks for one server, and says why. */
    public void assumeOne(String because) {
        assumeThat(cluster).as(because).isNull();
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }

    void awaitWell() throws IOException {
        if (cluster != null) {
            cluster.awaitWell();
            cluster.failOver(true);
        }
    }

    List<RedisServer> all() {
        return cluster == null ? List.of(stack().redis()) : cluster.servers();
    }

    private List<RedisServer> masters() throws IOException {
        return cluster == null ? all() : cluster.masters();
    }

    private Stack stack() {
        if (stack == null) {
            throw new IllegalStateException("no stack was started on it");
        }
        return stack;
    }

    private static List<Object> ask(List<RedisServer> servers, String... command) throws IOException {
        List<Object> answers = new ArrayList<>();
        for (RedisServer server : servers) {
            try (RedisCommands redis = new RedisCommands(server.port())) {
                answers.add(redis.call(command));
            }
        }
        return answers;
    }
}
