package io.flowcast.executor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.EventId;
import io.flowcast.events.EventMessage;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
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
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The Redis store on a real Redis, empty at the start. */
final class RedisUnderTest implements StoreUnderTest {

    static final Settings SETTINGS = new Settings(LEASE, 10_000);

    private static final String MARKER = "flow:{0}:events:marker";

    private final Vertx vertx = Vertx.vertx();
    private final RedisClock clock = new RedisClock();
    private final List<String[]> heard = new CopyOnWriteArrayList<>();
    private final Redis client;
    private final RedisScripts scripts;
    private final int partitions;

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

    RedisUnderTest(String url, int partitions) {
        this.partitions = partitions;
        client = Redis.createClient(
                vertx,
                new RedisOptions().setConnectionString(url).setMaxPoolSize(16).setMaxPoolWaiting(10_000));
        scripts = new RedisScripts(client, () -> Duration.ofSeconds(5));
        call(Command.FLUSHALL);
        listen();
        executorsAreAlive();
    }

    private void listen() {
        client.connect()
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
        return new RedisExecutionStore(scripts, clock, new ExecutorName(executor), settings, partitions);
    }

    @Override
    public IntentStore intents() {
        return store("gateway", SETTINGS);
    }

    RedisScripts scripts() {
        return scripts;
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
        return scripts.send(request);
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
            assertThat(fields.get(0)).hasToString("type");
            assertThat(fields.get(2)).hasToString("data");
            entries.add(new Restoration.Tail(
                    EventId.of(entry.get(0).toString()),
                    new LogEntry(fields.get(1).toString(), fields.get(3).toString())));
        }
        return entries;
    }

    @Override
    public List<EventMessage> published(ExecutionId id) {
        return heard(RedisKeys.of(id).events(id)).stream()
                .map(message -> EventMessage.parse(message).orElseThrow())
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
        await().until(() -> heard.stream().anyMatch(message -> message[1].equals(marker)));
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
                    scripts.send(Request.cmd(Command.RESTORE).arg(key).arg(0).arg(dump)));
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

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
