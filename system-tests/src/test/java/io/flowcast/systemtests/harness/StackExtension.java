package io.flowcast.systemtests.harness;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.process.Restartable;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import io.flowcast.systemtests.client.FlowcastApi;
import io.flowcast.systemtests.client.Follower;
import io.flowcast.systemtests.history.History;
import io.flowcast.systemtests.validate.EqualToLog;
import io.flowcast.systemtests.validate.Promises;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A stack of two executors and two gateways on free ports, started for the first test class that names it and shared by all
 * that do. Every test finds all of it running. Where a test fails, the logs of every process are kept under
 * {@code target/stack-logs}.
 */
public final class StackExtension implements BeforeAllCallback, BeforeEachCallback, AfterTestExecutionCallback {
    /** For how long a stopping executor of the stormy stack waits for what runs. */
    public static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);

    /** Of a caller behind a proxy, in the stormy stack. */
    public static final int STREAMS_PER_CALLER = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String name;
    private final UnaryOperator<StackSettings> settings;
    /** HTTP/1.1, as browsers speak it to a server without TLS. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private @Nullable Stack stack;
    private @Nullable RedisServers servers;

    private StackExtension(String name, UnaryOperator<StackSettings> settings) {
        this.name = name;
        this.settings = settings;
    }

    /** The stack of the tests that do it no harm. */
    public static StackExtension calm() {
        return new StackExtension("calm", settings -> settings);
    }

    /** The stack of the tests that kill and stop its parts. */
    public static StackExtension stormy() {
        return new StackExtension(
                "stormy",
                settings -> settings.property(
                                ServiceKind.EXECUTOR, "flowcast.engine.drain-timeout", DRAIN_TIMEOUT.toSeconds() + "s")
                        .property(ServiceKind.GATEWAY, "flowcast.stream.drain-window", "3s")
                        // Callers are those that X-Forwarded-For names; without it nobody has a limit.
                        .property(ServiceKind.GATEWAY, "flowcast.limits.trusted-proxies", "127.0.0.0/8")
                        .property(ServiceKind.GATEWAY, "flowcast.limits.exempt", "127.0.0.0/8")
                        .property(ServiceKind.GATEWAY, "flowcast.limits.lease", "3s")
                        .property(
                                ServiceKind.GATEWAY,
                                "flowcast.limits.per-caller",
                                Integer.toString(STREAMS_PER_CALLER)));
    }

    /** One whose callers have to show who they are; {@link Guard} issues their tokens. Its gateways may be killed. */
    public static StackExtension guarded() {
        return new StackExtension("guarded", Guard::on);
    }

    /** JUnit closes it at the end of the run. */
    @Override
    public void beforeAll(ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(Namespace.create(StackExtension.class));
        RedisServers redis =
                store.computeIfAbsent(name + " redis", absent -> RedisServers.chosen(), RedisServers.class);
        servers = redis;
        stack = store.computeIfAbsent(name, absent -> start(redis), Stack.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        servers().awaitWell();
        stack().processes().stream().filter(process -> process.exit().isDone()).forEach(Restartable::restart);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            keepLogs(context.getDisplayName().replaceAll("\\W+", "-"));
        }
    }

    public Stack stack() {
        if (stack == null) {
            throw new IllegalStateException("the stack is started before the first test of the class");
        }
        return stack;
    }

    public HttpClient http() {
        return http;
    }

    /** The REST side of the gateway with this index. */
    public FlowcastApi api(int gateway) {
        return new FlowcastApi(http, stack().gateway(gateway).url());
    }

    /** A client that starts at the gateway with this index and goes round all of them. */
    public Follower follower(int first) {
        List<String> all = stack().gateways().stream().map(Service::url).toList();
        List<String> rotated = Stream.concat(all.subList(first, all.size()).stream(), all.subList(0, first).stream())
                .toList();
        return Follower.over(http, rotated, PATIENCE);
    }

    /** As {@link #follower(int)}, at once and on a thread of its own. */
    public CompletableFuture<History> follow(String executionId, int first) {
        return follow(executionId, follower(first));
    }

    public CompletableFuture<History> follow(String executionId, Follower follower) {
        CompletableFuture<History> history = new CompletableFuture<>();
        Thread.ofVirtual().name("follow-" + executionId).start(() -> {
            try {
                history.complete(follower.follow(executionId));
            } catch (InterruptedException | RuntimeException e) {
                history.completeExceptionally(e);
            }
        });
        return history;
    }

    /** What workflows that call the backend take as their input. */
    public Map<String, String> input() {
        return Map.of("baseUrl", stack().backend().url());
    }

    /** The log as Redis holds it. */
    public List<EqualToLog.Entry> log(String executionId) throws IOException {
        return servers().log(executionId);
    }

    /** To whichever of the servers has what is asked for. */
    public RedisCommands redis() throws IOException {
        return servers().commands();
    }

    /** Those that the stack stands on. */
    public RedisServers servers() {
        if (servers == null) {
            throw new IllegalStateException("Redis is started before the first test of the class");
        }
        return servers;
    }

    /** Asserts every promise of this history, and that the log is what came. */
    public void assertPromisesKept(History history) throws IOException {
        Promises.assertKept(history, log(history.executionId()));
    }

    private Stack start(RedisServers redis) {
        StackSettings common = redis.settings().executors(2).gateways(2).definitions(TestDefinitions.folder());
        return redis.start(settings.apply(common));
    }

    private void keepLogs(String test) throws IOException {
        Path folder = Files.createDirectories(Path.of("target/stack-logs", test));
        for (Service service : Stream.concat(stack().executors().stream(), stack().gateways().stream())
                .toList()) {
            Files.write(folder.resolve(service.name() + ".log"), service.log());
        }
        for (RedisServer server : servers().all()) {
            Files.write(folder.resolve("redis-" + server.port() + ".log"), server.log());
        }
    }
}
