package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.EventBatch;
import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.LogFields;
import io.flowcast.events.RedisKeys;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.redis.RedisUsers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Redis store on a real Redis of its own, which starts with a test class and is empty at the start of each test. Scripts
 * run as the user that deploy/redis/users.acl has for executors; what the tests ask themselves may be anything.
 */
final class RedisUnderTest implements StoreUnderTest, BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    static final Settings SETTINGS = new Settings(LEASE, 10_000);

    private static final String MARKER = "flow:{0}:events:marker";

    /** For an answer, on a machine that is busy with other tests. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int partitions;
    private final Duration patience;
    private final RedisClock clock = new RedisClock();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String[]> heard = new CopyOnWriteArrayList<>();

    private @Nullable Started started;
    private @Nullable RedisScripts admin;

    /** What lives as long as the test class. */
    private record Started(RedisServer server, Vertx vertx, Redis client, Redis executors, RedisScripts scripts) {}

    RedisUnderTest(int partitions) {
        this(partitions, PATIENCE);
    }

    /** @param patience for an answer; short where the tests are about answers that do not come */
    RedisUnderTest(int partitions, Duration patience) {
        this.partitions = partitions;
        this.patience = patience;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (started != null) {
            return; // of a nested class
        }
        RedisServer server = RedisServer.withUsers();
        Vertx vertx = Vertx.vertx();
        Redis client = client(vertx, server.url());
        Redis executors = client(vertx, server.url(RedisUsers.EXECUTOR));
        RedisScripts scripts = new RedisScripts(vertx, executors, executors, () -> patience);
        admin = new RedisScripts(vertx, null, client, () -> patience);
        started = new Started(server, vertx, client, executors, scripts);
        listen();
    }

    private static Redis client(Vertx vertx, String url) {
        return Redis.createClient(
                vertx,
                new RedisOptions().setConnectionString(url).setMaxPoolSize(16).setMaxPoolWaiting(10_000));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        call(Command.FLUSHALL);
        heard(MARKER);
        heard.clear();
        executorsAreAlive();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (context.getRequiredTestClass().getEnclosingClass() == null) {
            started().client().close();
            started().executors().close();
            started().vertx().close().toCompletionStage().toCompletableFuture().join();
            started().server().close();
        }
    }

    private Started started() {
        return Objects.requireNonNull(started, "before the first test");
    }

    RedisServer server() {
        return started().server();
    }

    /** Of a user who may do all. */
    Redis client() {
        return started().client();
    }

    /** Of the executors' user. */
    Redis executors() {
        return started().executors();
    }

    Vertx vertx() {
        return started().vertx();
    }

    RedisScripts scripts() {
        return started().scripts();
    }

    record Settings(Duration lease, int logLength) implements ExecutionConfig {
        @Override
        public Duration renew() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int maxInFlight() {
            return 1000;
        }

        @Override
        public Duration idempotencyWindow() {
            return Duration.ofHours(24);
        }
    }

    /** Hears what is published from here on: again, after Redis was away. */
    void listen() {
        client().connect()
                .onSuccess(connection -> {
                    connection.handler(message -> {
                        if (message.get(0).toString().equals("pmessage")) {
                            heard.add(new String[] {
                                message.get(2).toString(), message.get(3).toString()
                            });
                        }
                    });
                    connection.send(Request.cmd(Command.PSUBSCRIBE).arg("flow:*"));
                })
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        await().until(() -> call(Command.PUBLISH, MARKER, "ready").toInteger() == 1);
    }

    @Override
    public ExecutionStore as(String executor) {
        return store(executor, SETTINGS);
    }

    RedisExecutionStore store(String executor, ExecutionConfig settings) {
        return new RedisExecutionStore(
                scripts(), clock, new StoreMetrics(registry), new ExecutorName(executor), settings, partitions);
    }

    @Override
    public IntentStore intents() {
        return store("gateway", SETTINGS);
    }

    @Override
    public ItemStore items(String executor) {
        return new RedisItemStore(scripts(), new ExecutorName(executor));
    }

    /** A plain command; nil is an error. */
    Response call(Command command, String... arguments) {
        Response answer = ask(command, arguments);
        assertThat(answer).as("%s %s", command, List.of(arguments)).isNotNull();
        return answer;
    }

    @Nullable
    Response ask(Command command, String... arguments) {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return admin().send(request);
    }

    private RedisScripts admin() {
        return Objects.requireNonNull(admin, "before the first test");
    }

    @Override
    public long now() {
        Response time = call(Command.TIME);
        return time.get(0).toLong() * 1000 + time.get(1).toLong() / 1000;
    }

    @Override
    public Map<String, String> fields(ExecutionId id) {
        Response hash = call(Command.HGETALL, RedisKeys.of(id).execution(id));
        Map<String, String> fields = new TreeMap<>();
        hash.getKeys().forEach(name -> fields.put(name, hash.get(name).toString()));
        return fields;
    }

    @Override
    public List<Restoration.Tail> log(ExecutionId id) {
        List<Restoration.Tail> entries = new ArrayList<>();
        for (Response entry : call(Command.XRANGE, RedisKeys.of(id).log(id), "-", "+")) {
            Response fields = entry.get(1);
            assertThat(fields.get(0)).hasToString(LogFields.EVENTS);
            new EventBatch(EventId.of(entry.get(0).toString()), fields.get(1).toString())
                    .events()
                    .forEach(event ->
                            entries.add(new Restoration.Tail(event.id(), new LogEntry(event.type(), event.data()))));
        }
        return entries;
    }

    @Override
    public List<EventMessage> published(ExecutionId id) {
        return heard(RedisKeys.of(id).events(id)).stream()
                .flatMap(message -> EventBatch.ofMessage(message).orElseThrow().events().stream())
                .toList();
    }

    @Override
    public List<String> rung() {
        List<String> all = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            all.addAll(heard(new RedisKeys(p).bell()));
        }
        return all;
    }

    /** What a subscriber of this channel has heard, of all that was published up to now. */
    private List<String> heard(String channel) {
        String marker = Long.toString(System.nanoTime());
        call(Command.PUBLISH, MARKER, marker);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> heard.stream().anyMatch(message -> message[1].equals(marker)));
        return heard.stream()
                .filter(message -> message[0].equals(channel))
                .map(message -> message[1])
                .toList();
    }

    @Override
    public OptionalLong due(ExecutionId id) {
        Response score = ask(Command.ZSCORE, RedisKeys.of(id).due(), id.toString());
        return score == null
                ? OptionalLong.empty()
                : OptionalLong.of((long) score.toDouble().doubleValue());
    }

    @Override
    public void makeDue(ExecutionId id) {
        call(Command.ZADD, RedisKeys.of(id).due(), Long.toString(now()), id.toString());
    }

    @Override
    public void executorsAreAlive() {
        nobodyCameFor(Duration.ZERO);
    }

    @Override
    public void nobodyCameFor(Duration time) {
        for (int p = 0; p < partitions; p++) {
            RedisKeys keys = new RedisKeys(p);
            call(Command.SET, keys.beat(), Long.toString(now() - time.toMillis()));
            call(Command.DEL, keys.grace());
        }
    }

    @Override
    public Runnable remember() {
        Map<String, Buffer> dumps = dump();
        return () -> {
            call(Command.FLUSHALL);
            dumps.forEach((key, dump) ->
                    admin().send(Request.cmd(Command.RESTORE).arg(key).arg(0).arg(dump)));
        };
    }

    /** Every key with its whole content. */
    Map<String, Buffer> dump() {
        Map<String, Buffer> dumps = new TreeMap<>();
        for (Response key : call(Command.KEYS, "*")) {
            dumps.put(key.toString(), call(Command.DUMP, key.toString()).toBuffer());
        }
        return dumps;
    }
}
