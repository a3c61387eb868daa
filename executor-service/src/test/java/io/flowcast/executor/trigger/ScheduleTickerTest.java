package io.flowcast.executor.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.events.TriggerState;
import io.flowcast.executor.definition.CompiledDefinition;
import io.flowcast.executor.definition.Crons;
import io.flowcast.executor.definition.DefinitionReader;
import io.flowcast.executor.definition.DefinitionStore;
import io.flowcast.executor.definition.DefinitionsConfig;
import io.flowcast.executor.definition.Firings;
import io.flowcast.executor.definition.Format;
import io.flowcast.executor.definition.Precondition;
import io.flowcast.executor.definition.Reading;
import io.flowcast.executor.definition.Trigger;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.RedisScripts;
import io.flowcast.stack.redis.RedisTestResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several executors' tickers on a real Redis; that of the application is at rest. */
@QuarkusTest
@QuarkusTestResource(RedisTestResource.class)
@TestProfile(ScheduleTickerTest.Settings.class)
class ScheduleTickerTest {

    /** Public, as Quarkus makes one. */
    public static final class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("flowcast.triggers.refresh", "1ms", "quarkus.scheduler.enabled", "false");
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final String MONTHLY = "0 0 1 * *";

    @Inject
    RedisDataSource redis;

    @Inject
    DefinitionReader reader;

    @Inject
    DefinitionStore definitions;

    @Inject
    RedisScripts scripts;

    @Inject
    DefinitionsConfig definitionsConfig;

    @Inject
    Firings firings;

    @Inject
    TriggeredStart start;

    @Inject
    Executions executions;

    @Inject
    ClusterClock clock;

    @Inject
    TriggerConfig config;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    /** One of its own for each test: what runs of another would write itself back. */
    private final String monthly = "monthly-" + NUMBERS.incrementAndGet();

    @Test
    void aDefinitionThatCannotBeReadStopsNoOtherSchedule() {
        String broken = "broken-" + NUMBERS.incrementAndGet();
        put(broken, schedule(MONTHLY, "once"), longAgo());
        redis.hash(String.class).hset(RedisKeys.definition(broken), "1", "{\"definition\":{\"nodes\":7}}");
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        DefinitionStore fresh = new DefinitionStore(scripts, definitionsConfig);

        new ScheduleTicker(fresh, firings, start, executions, clock, config, metrics).tick();

        redis.hash(String.class).hdel(RedisKeys.DEFINITIONS, broken);
        assertThat(started(monthly)).hasSize(1);
    }

    @Test
    void whatATickStartsBelongsToWhoPutTheWorkflow() {
        put(monthly, "user:ann", schedule(MONTHLY, "once"), longAgo());

        ticker(clock).tick();

        assertThat(started(monthly))
                .singleElement()
                .satisfies(id -> assertThat(state(id)).containsEntry(ExecutionFields.OWNER, "user:ann"));
    }

    @Test
    void aTickStartsOneExecutionThoughExecutorsKnowVersionsOfTwoOwners() {
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        CompiledDefinition definition = definitions.latest(monthly).orElseThrow();
        Trigger.Schedule schedule =
                (Trigger.Schedule) definition.definition().triggers().getFirst();

        List.of("user:ann", "user:bob", "tenant:acme")
                .forEach(owner ->
                        start.tick(new DefinitionStore.Latest(definition, owner), 0, schedule, firstOfMonth()));

        assertThat(started(monthly)).hasSize(1);
    }

    @Test
    void aScheduleThatGoesOnFailingIsSaidOnceAndWhenItFiresAgain() {
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        String key = new RedisKeys(0).idempotency("anybody", "schedule " + monthly + " 0 " + firstOfMonth());
        redis.list(String.class).lpush(key, "no hash");
        List<LogRecord> said = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.INFO.intValue()) {
                    said.add(line);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(ScheduleTicker.class.getName());
        log.addHandler(listener);
        try {
            ScheduleTicker ticker = ticker(clock);
            ticker.tick();
            ticker.tick();
            ticker.tick();

            assertThat(said).hasSize(1);
            assertThat(said.getFirst().getThrown()).isNotNull();
            assertThat(failing()).isEqualTo(1);

            redis.key().del(key);
            ticker.tick();
            ticker.tick();

            assertThat(started(monthly)).hasSize(1);
            assertThat(said).hasSize(2);
            assertThat(failing()).isZero();
        } finally {
            log.removeHandler(listener);
        }
    }

    private double failing() {
        return metrics.get("flowcast.schedules.failing").gauge().value();
    }

    @Test
    void aTickStartsOneExecutionHoweverManyExecutorsTick() throws Exception {
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        List<ScheduleTicker> tickers = List.of(ticker(clock), ticker(clock), ticker(clock), ticker(clock));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            tickers.forEach(ticker -> done.add(threads.submit(ticker::tick)));
            for (Future<?> one : done) {
                one.get();
            }
        }

        assertThat(started(monthly)).hasSize(1);
        Map<String, String> execution = state(started(monthly).getFirst());
        assertThat(execution)
                .containsEntry(ExecutionFields.TRIGGER, "schedule")
                .containsEntry(ExecutionFields.INPUT, "{\"by\":\"calendar\"}");
        TriggerState state = firings.of(monthly, 0).orElseThrow();
        assertThat(state.nextAt()).isGreaterThan(clock.now());
        assertThat(state.last().outcome()).isEqualTo("started");
        assertThat(state.last().at()).isEqualTo(firstOfMonth());
        assertThat(state.last().executionId()).isEqualTo(started(monthly).getFirst());
    }

    @Test
    void executorsThatStartLaterDoNotFireItAgain() {
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        ticker(clock).tick();
        ticker(clock).tick();

        assertThat(started(monthly)).hasSize(1);
    }

    @Test
    void anExecutorWhoseClockIsAnHourAheadFiresNothingEarly() {
        put(monthly, schedule(cronIn(Duration.ofMinutes(30)), "once"), longAgo());
        ticker(clock).tick();
        int already = started(monthly).size();
        ScheduleTicker ahead = ticker(() -> clock.now() + 3_600_000);
        ahead.tick();
        ahead.tick();

        assertThat(started(monthly)).hasSize(already);
    }

    @Test
    void anExecutorWhoseClockIsAnHourBehindLeavesTicksToOthersAndRepeatsNone() {
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        ScheduleTicker behind = ticker(() -> clock.now() - 3_600_000);
        ticker(clock).tick();
        behind.tick();

        assertThat(started(monthly)).hasSize(1);
    }

    @Test
    void ticksThatWereMissedAreSkippedWhereTheScheduleSaysSo() {
        put(monthly, schedule(MONTHLY, "skip"), longAgo());
        ticker(clock).tick();

        assertThat(started(monthly)).isEmpty();
        assertThat(firings.of(monthly, 0).orElseThrow().last().outcome()).isEqualTo("missed");
    }

    @Test
    void ticksBeforeTheDefinitionWasThereAreNoneOfItsOwn() {
        put(monthly, schedule(MONTHLY, "once"), clock.now());
        ticker(clock).tick();

        assertThat(started(monthly)).isEmpty();
        assertThat(firings.of(monthly, 0).orElseThrow().nextAt()).isGreaterThan(clock.now());
    }

    @Test
    void aTickOverTheLimitIsSkippedWhereTheDefinitionSaysSo() {
        put(monthly, "concurrency: {limit: 1, onLimit: skip}\n" + schedule(MONTHLY, "once"), longAgo());
        redis.set(String.class).sadd(new RedisKeys(0).slots(monthly), "another");
        ticker(clock).tick();

        assertThat(started(monthly)).isEmpty();
        assertThat(firings.of(monthly, 0).orElseThrow().last().outcome()).isEqualTo("skipped");
    }

    @Test
    void aChangedDefinitionTicksByItsNewSchedule() {
        put(monthly, schedule(MONTHLY, "skip"), longAgo());
        ScheduleTicker ticker = ticker(clock);
        ticker.tick();
        long next = firings.of(monthly, 0).orElseThrow().nextAt();

        put(monthly, schedule("0 12 1 * *", "skip"), clock.now());
        await().untilAsserted(() -> {
            ticker.tick();
            assertThat(firings.of(monthly, 0).orElseThrow().nextAt()).isNotEqualTo(next);
        });
        assertThat(started(monthly)).isEmpty();
    }

    @Test
    void aDeletedWorkflowTicksNoMore() {
        put(monthly, schedule(MONTHLY, "once"), longAgo());
        ScheduleTicker late = ticker(() -> clock.now() - Duration.ofDays(60).toMillis());
        late.tick();
        definitions.delete(monthly, Precondition.NONE);
        ticker(clock).tick();
        late.tick();

        assertThat(firings.of(monthly, 0)).isEmpty();
    }

    private ScheduleTicker ticker(ClusterClock by) {
        return new ScheduleTicker(definitions, firings, start, executions, by, config, metrics);
    }

    private static String schedule(String cron, String missed) {
        return "triggers: [{type: schedule, cron: \"" + cron + "\", timezone: UTC, missed: " + missed
                + ", input: {by: calendar}}]\n";
    }

    private void put(String id, String fields, long updatedAt) {
        put(id, null, fields, updatedAt);
    }

    /** As if it had been put then. */
    private void put(String id, @Nullable String owner, String fields, long updatedAt) {
        String yaml = "id: " + id + "\n" + fields + "nodes: [{id: a, type: noop}]\n";
        Reading reading = reader.read(yaml.getBytes(StandardCharsets.UTF_8), Format.YAML);
        assertThat(reading).isInstanceOf(Reading.Valid.class);
        definitions.put((Reading.Valid) reading, DefinitionStore.Source.API, owner, Precondition.NONE);
        try {
            ObjectNode summary =
                    (ObjectNode) JSON.readTree(redis.hash(String.class).hget(RedisKeys.DEFINITIONS, id));
            redis.hash(String.class)
                    .hset(
                            RedisKeys.DEFINITIONS,
                            id,
                            summary.put("updatedAt", updatedAt).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ExecutionId> started(String workflowId) {
        return redis.sortedSet(String.class).zrange(new RedisKeys(0).workflowIndex(workflowId), 0, -1).stream()
                .map(ExecutionId::of)
                .toList();
    }

    private Map<String, String> state(ExecutionId id) {
        return redis.hash(String.class).hgetall(RedisKeys.of(id).execution(id));
    }

    private long longAgo() {
        return clock.now() - Duration.ofDays(90).toMillis();
    }

    private long firstOfMonth() {
        return now().withDayOfMonth(1)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
    }

    private String cronIn(Duration time) {
        ZonedDateTime at = now().plus(time);
        String cron = at.getMinute() + " " + at.getHour() + " * * *";
        Crons.parse(cron);
        return cron;
    }

    private ZonedDateTime now() {
        return Instant.ofEpochMilli(clock.now()).atZone(ZoneOffset.UTC);
    }
}
