package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.consuming;
import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.events;
import static io.flowcast.executor.store.Samples.handBack;
import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.limited;
import static io.flowcast.executor.store.Samples.notifying;
import static io.flowcast.executor.store.Samples.queued;
import static io.flowcast.executor.store.Samples.restoration;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static io.flowcast.executor.store.Samples.with;
import static io.flowcast.executor.store.Samples.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionFields;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.executor.definition.Firings;
import io.flowcast.executor.intent.Intent;
import io.flowcast.executor.intent.Notice;
import io.flowcast.stack.redis.scripts.ScriptCall;
import io.flowcast.stack.redis.scripts.WrongCalls;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever a script is asked, it refuses it and writes nothing, or gives a result. {@code -Dflowcast.fuzz.calls} says how many
 * variations of each call there are, {@code -Dflowcast.fuzz.seed} which.
 */
final class WrongArgumentsTest {
    private static final int VARIATIONS = 60;
    private static final long KNOWN_SEED = 20_261_123;

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    /** Passes on what it is asked, and notes it with all that Redis held before. */
    private static final class Recorder extends RedisScripts {
        private final List<ScriptCall> calls = new ArrayList<>();
        private final WrongCalls redis;

        Recorder(WrongCalls redis) {
            super(REDIS.vertx(), null, REDIS.client(), () -> Duration.ofSeconds(30));
            this.redis = redis;
        }

        @Override
        public Response run(Script script, List<String> keys, List<String> arguments) {
            note(script, keys, arguments);
            return super.run(script, keys, arguments);
        }

        @Override
        public Response runApart(Script script, List<String> keys, List<String> arguments) {
            note(script, keys, arguments);
            return super.runApart(script, keys, arguments);
        }

        void note(Script script, List<String> keys, List<String> arguments) {
            try {
                List<String> before = redis.stored();
                calls.add(new ScriptCall(script.name(), bytes(script.source()), each(keys), each(arguments), before));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> each(List<String> texts) {
            return texts.stream().map(Recorder::bytes).toList();
        }

        private static String bytes(String text) {
            return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void areRefusedOrAnsweredAndNeverHalfDone() throws Exception {
        tryAll(KNOWN_SEED);
    }

    @Test
    void thatNobodyHasSeenAreRefusedOrAnsweredAndNeverHalfDone() throws Exception {
        tryAll(Long.getLong("flowcast.fuzz.seed", ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE)));
    }

    private static void tryAll(long seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (WrongCalls wrong = new WrongCalls(REDIS.server().port(), random)) {
            Recorder recorder = new Recorder(wrong);
            anExecutorsDay(recorder);
            definitions(recorder);
            wrong.tryAll(recorder.calls, Integer.getInteger("flowcast.fuzz.calls", VARIATIONS));
            System.out.printf("Wrong arguments with seed %d:%s%n", seed, wrong.outcomes());
            assertThat(wrong.faults())
                    .as("faults; to repeat them: -Dflowcast.fuzz.seed=%d", seed)
                    .isEmpty();
        }
    }

    /** Each script once or more, each of its ways. */
    private static void anExecutorsDay(RedisScripts scripts) {
        RedisExecutionStore store = new RedisExecutionStore(
                scripts,
                new RedisClock(),
                new StoreMetrics(REDIS.registry),
                new ExecutorName("one"),
                RedisUnderTest.SETTINGS,
                1);
        ItemStore items = new RedisItemStore(scripts, new ExecutorName("one"));
        ExecutionId queued = id();
        store.create(withKey(queued(queued), "key", "digest"));
        store.create(withKey(queued(id()), "key", "digest"));
        Claims.Claim claimed = store.claim(5, "token").claims().getFirst();
        store.claim(5, "token");
        ExecutionId parent = id();
        Created.Written above = (Created.Written) store.create(with(
                started(parent),
                Map.of("node:a", "{\"status\":\"running\",\"retries\":0}", "limit", "3", "items", "each")));
        ExecutionId child = id();
        Created.Written below =
                (Created.Written) store.create(with(started(child), Map.of(ExecutionFields.PARENT, parent + " a 0")));
        ExecutionId first = id();
        Created.Written slot = (Created.Written) store.create(limited(started(first), true));
        store.create(limited(started(id()), true));
        ExecutionId inLine = id();
        store.create(limited(queued(inLine), true));
        store.record(parent, "ann", Samples.PAUSE);
        store.record(parent, "ann", Samples.RESUME, "key");
        store.record(inLine, "*", Samples.CANCEL);
        store.signal(parent, "ann", new Intent.Request.Signal("go", "key", IntNode.valueOf(1), 1L));
        itemsOf(parent, above, items, store);
        Committed.Done done = (Committed.Done) store.commit(step(parent, above.lastId(), above.fence()));
        store.commit(notifying(
                consuming(step(child, below.lastId(), below.fence()), done.intents()),
                new Notice(parent, Samples.CANCEL)));
        store.renew(
                List.of(new Held(parent, above.fence(), above.lastId()), new Held(first, slot.fence(), slot.lastId())),
                new Renewal.Keep());
        store.renew(List.of(new Held(first, slot.fence(), slot.lastId())), new Renewal.LetGo(Duration.ZERO));
        store.commit(
                handBack(queued, EventId.of(REDIS.fields(queued).get(ExecutionFields.LAST_ID)), claimed.fence(), 1));
        store.commit(end(first, slot.lastId(), slot.fence()));
        store.create(with(queued(id()), Map.of(ExecutionFields.RETRY_OF, first.toString())));
        store.create(with(queued(id()), Map.of(ExecutionFields.RERUN_OF, first.toString())));
        store.read(parent);
        lost(child, below, store);
        scripts.run(
                Script.load(RedisRetention.class, "common.lua", "indexes.lua", "creation.lua", "forget.lua"),
                List.of("flow:{0}:ended"),
                List.of("flow:{0}:", "one", "0", "0", "0", "10", "1000"));
        scripts.run(
                Script.load(RightsCheck.class, "rights.lua"),
                List.of(
                        "flow:{0}:rights:a",
                        "flow:{0}:rights:b",
                        "flow:{0}:rights:c",
                        "flow:{0}:rights:d",
                        "flow:{0}:rights:e",
                        "flow:{0}:rights:f"),
                List.of("flow:{0}:"));
    }

    private static void itemsOf(ExecutionId id, Created.Written held, ItemStore items, RedisExecutionStore store) {
        ItemList list = new ItemList(id, "each", held.fence());
        items.open(list, "5 list");
        items.save(list, 0, Map.of(0, "{\"output\":1}"), Map.of("1", "{\"child\":\"x\",\"of\":0}"));
        store.signal(
                id,
                "ann",
                new Intent.Request.Signal("item", "key", IntNode.valueOf(1), 1L),
                new IntentStore.ForItem("each", 1, 1_000));
        items.drop(list);
    }

    /** A failover took all of it away, and the owner writes it back. */
    private static void lost(ExecutionId id, Created.Written held, RedisExecutionStore store) {
        RedisKeys keys = RedisKeys.of(id);
        List<Restoration.Tail> tail = REDIS.log(id);
        Restoration all = restoration(id, held.fence(), Map.of("owner", "ann"), tail, true);
        store.restore(all);
        REDIS.call(Command.DEL, keys.execution(id), keys.log(id));
        store.restore(all);
        assertThat(events("a")).isNotEmpty();
    }

    private static void definitions(RedisScripts scripts) {
        Script put = Script.load(Firings.class, "definition-tags.lua", "put-definition.lua");
        Script delete = Script.load(Firings.class, "definition-tags.lua", "delete-definition.lua");
        Script record = Script.load(Firings.class, "record-firing.lua");
        String of = "flow:{definitions}:";
        List<String> keys = List.of(
                of + "latest", of + "versions:a", of + "hashes:a", of + "summaries:a", of + "deleted", of + "changes");
        List<String> all = new ArrayList<>(keys);
        all.add(of + "triggers");
        for (String text : List.of("1", "2", "3")) {
            scripts.run(
                    put,
                    keys,
                    List.of(
                            "a",
                            "h" + text,
                            "api",
                            summary("api", text),
                            "{\"id\":\"a\"}",
                            "",
                            "",
                            "2",
                            "10",
                            "\"text\"",
                            "t" + text));
        }
        scripts.run(
                put,
                keys,
                List.of(
                        "a",
                        "h3",
                        "file",
                        summary("file", "3"),
                        "{\"id\":\"a\"}",
                        "",
                        "",
                        "2",
                        "10",
                        "\"text\"",
                        "t4"));
        scripts.run(
                put,
                keys,
                List.of("a", "h5", "api", summary("api", "5"), "{\"id\":\"a\"}", "*", "", "2", "10", "\"text\"", "t5"));
        for (String at : List.of("0", "5")) {
            scripts.run(
                    record,
                    List.of(of + "triggers", of + "latest"),
                    List.of("a", "a:0", at, "{\"last\":{\"at\":" + at + "}}"));
        }
        scripts.run(delete, all, List.of("a", " 1-x ", ""));
        scripts.run(delete, all, List.of("a", "", ""));
    }

    private static String summary(String source, String text) {
        return "{\"id\":\"a\",\"name\":\"A\",\"source\":\"" + source + "\",\"contentHash\":\"h" + text + "\"";
    }
}
