package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.queued;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code forget.lua} on a real Redis. */
final class ForgetTest {

    private static final RedisKeys KEYS = new RedisKeys(0);

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    private record Settings(Duration age, int count, Duration least, int atOnce) implements RetentionConfig {
        @Override
        public Duration every() {
            return Duration.ofSeconds(10);
        }
    }

    private static final Settings WEEK = new Settings(Duration.ofDays(7), 100_000, Duration.ofMinutes(10), 100);

    private final ExecutionStore store = REDIS.as("one");

    @AfterEach
    void giveMemoryBack() {
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "0");
    }

    private static RedisRetention retention(Settings settings) {
        return retention("one", settings);
    }

    private static RedisRetention retention(String executor, Settings settings) {
        return new RedisRetention(REDIS.scripts(), new ExecutorName(executor), settings, 1);
    }

    /** One that ended so long ago, with a node that has items. */
    private ExecutionId ended(Duration ago) {
        ExecutionId id = id();
        Created.Written written = (Created.Written) store.create(started(id));
        Commit step = step(id, written.lastId(), written.fence());
        store.commit(step);
        REDIS.call(Command.HSET, KEYS.prefix() + "items:" + id + ":a", "0", "{}");
        assertThat(store.commit(end(id, step.last(), written.fence()))).isInstanceOf(Committed.Done.class);
        endedAgo(id, ago);
        return id;
    }

    private static void endedAgo(ExecutionId id, Duration ago) {
        REDIS.call(Command.ZADD, KEYS.ended(), Long.toString(REDIS.now() - ago.toMillis()), id.toString());
    }

    private static List<String> keysOf(ExecutionId id) {
        List<String> keys = new ArrayList<>();
        for (String key : REDIS.dump().keySet()) {
            if (key.contains(id.toString())) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static List<String> indexesOf(ExecutionId id) {
        List<String> indexes = new ArrayList<>();
        for (String key : REDIS.dump().keySet()) {
            if (REDIS.call(Command.TYPE, key).toString().equals("zset")
                    && REDIS.ask(Command.ZSCORE, key, id.toString()) != null) {
                indexes.add(key);
            }
        }
        return indexes;
    }

    @Test
    void anEndIsNotedWithItsTime() {
        ExecutionId id = id();
        Created.Written written = (Created.Written) store.create(started(id));
        assertThat(REDIS.ask(Command.ZSCORE, KEYS.ended(), id.toString())).isNull();

        store.commit(end(id, written.lastId(), written.fence()));

        assertThat(REDIS.call(Command.ZSCORE, KEYS.ended(), id.toString()).toDouble())
                .isCloseTo((double) REDIS.now(), org.assertj.core.data.Offset.offset(5_000.0));
    }

    @Test
    void anEndThatIsWrittenBackIsNotedToo() {
        ExecutionId id = id();
        Created.Written written = (Created.Written) store.create(started(id));
        Commit end = end(id, written.lastId(), written.fence());
        Runnable failover = REDIS.remember();
        store.commit(end);
        List<Restoration.Tail> tail = REDIS.log(id);
        failover.run();

        store.restore(
                Samples.restoration(id, written.fence(), Map.of(ExecutionFields.STATUS, "completed"), tail, false));

        assertThat(REDIS.ask(Command.ZSCORE, KEYS.ended(), id.toString())).isNotNull();
    }

    @Test
    void whatIsOldGoesWithoutATrace() {
        ExecutionId old = ended(Duration.ofDays(8));
        ExecutionId young = ended(Duration.ofDays(6));
        assertThat(keysOf(old)).hasSize(3);
        List<String> kept = keysOf(young);

        assertThat(retention(WEEK).forget(0)).isEqualTo(new RedisRetention.Forgotten(1, false));

        assertThat(keysOf(old)).isEmpty();
        assertThat(indexesOf(old)).isEmpty();
        assertThat(keysOf(young)).isEqualTo(kept);
        assertThat(indexesOf(young)).hasSize(9);
    }

    @Test
    void ofTooManyTheOldestGo() {
        ExecutionId first = ended(Duration.ofHours(3));
        ExecutionId second = ended(Duration.ofHours(2));
        ExecutionId third = ended(Duration.ofHours(1));

        retention(new Settings(Duration.ofDays(7), 1, Duration.ofMinutes(10), 100))
                .forget(0);

        assertThat(keysOf(first)).isEmpty();
        assertThat(keysOf(second)).isEmpty();
        assertThat(keysOf(third)).isNotEmpty();
    }

    @Test
    void howeverManyThereAreTheYoungestStay() {
        ExecutionId old = ended(Duration.ofMinutes(11));
        ExecutionId young = ended(Duration.ofMinutes(9));

        retention(new Settings(Duration.ofDays(7), 0, Duration.ofMinutes(10), 100))
                .forget(0);

        assertThat(keysOf(old)).isEmpty();
        assertThat(keysOf(young)).isNotEmpty();
    }

    @Test
    void theLargestNumberThatStaysIsNotTakenForNoneOnSeveralPartitions() {
        ExecutionId id = ended(Duration.ofHours(1));
        Settings all = new Settings(Duration.ofDays(7), Integer.MAX_VALUE, Duration.ofMinutes(10), 100);

        new RedisRetention(REDIS.scripts(), new ExecutorName("one"), all, 16).forget(0);

        assertThat(keysOf(id)).isNotEmpty();
    }

    @Test
    void whatRunsIsNeverForgotten() {
        ExecutionId running = id();
        store.create(started(running));
        ExecutionId waiting = id();
        store.create(queued(waiting));
        endedAgo(running, Duration.ofDays(100));

        retention(WEEK).forget(0);

        assertThat(keysOf(running)).isNotEmpty();
        assertThat(keysOf(waiting)).isNotEmpty();
        assertThat(REDIS.ask(Command.ZSCORE, KEYS.ended(), running.toString())).isNull();
    }

    @Test
    void onlySoManyGoInOneStepAndOneExecutorDoesIt() {
        for (int i = 0; i < 5; i++) {
            ended(Duration.ofDays(8));
        }
        RedisRetention one = retention("one", new Settings(Duration.ofDays(7), 9, Duration.ofMinutes(10), 2));
        RedisRetention other = retention("two", new Settings(Duration.ofDays(7), 9, Duration.ofMinutes(10), 2));

        assertThat(one.forget(0)).isEqualTo(new RedisRetention.Forgotten(2, true));
        assertThat(other.forget(0)).isEqualTo(new RedisRetention.Forgotten(0, false));
        assertThat(one.forget(0)).isEqualTo(new RedisRetention.Forgotten(2, true));
        assertThat(one.forget(0)).isEqualTo(new RedisRetention.Forgotten(1, false));
        assertThat(one.forget(0)).isEqualTo(new RedisRetention.Forgotten(0, false));
        assertThat(REDIS.call(Command.ZCARD, KEYS.index()).toInteger()).isZero();
    }

    @Test
    void itWorksWhereRedisHasNoMemoryLeft() {
        ExecutionId old = ended(Duration.ofDays(8));
        REDIS.call(Command.CONFIG, "SET", "maxmemory", "1");

        assertThat(retention(WEEK).forget(0)).isEqualTo(new RedisRetention.Forgotten(1, false));

        assertThat(keysOf(old)).isEmpty();
    }

    @Test
    void settingsThatWouldLoseTooMuchAreRefused() {
        assertThat(RedisRetention.faults(WEEK)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> retention(new Settings(Duration.ofMinutes(5), 1, Duration.ofMinutes(10), 100)))
                .withMessageContaining("flowcast.retention.age is PT5M")
                .withMessageContaining("PT10M");
        assertThat(RedisRetention.faults(new Settings(Duration.ofDays(1), -1, Duration.ofSeconds(10), 0)))
                .hasSize(3);
    }
}
