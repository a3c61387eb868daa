package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.KEEP;
import static io.flowcast.executor.store.Samples.consuming;
import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.events;
import static io.flowcast.executor.store.Samples.fields;
import static io.flowcast.executor.store.Samples.handBack;
import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.queued;
import static io.flowcast.executor.store.Samples.restoration;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static io.flowcast.executor.store.Samples.with;
import static io.flowcast.executor.store.Samples.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import io.flowcast.events.RedisKeys;
import io.flowcast.executor.intent.Intent;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the scripts do to the keys beyond what the contract can see. */
final class RedisStepsTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(2);

    private static final String START_TIME = "1800000000123";

    private final RedisExecutionStore one = REDIS.store("one", RedisUnderTest.SETTINGS);
    private final RedisExecutionStore two = REDIS.store("two", RedisUnderTest.SETTINGS);
    private final ExecutionId id = id(1);
    private final RedisKeys keys = RedisKeys.of(id);

    @Nested
    class Indexes {

        @Test
        void listANewExecutionByStartTime() {
            one.create(queued(id));

            assertThat(indexes())
                    .isEqualTo(Map.of(
                            "index", START_TIME,
                            "index:pending", START_TIME,
                            "index:workflow:order", START_TIME,
                            "index:workflow:order:pending", START_TIME,
                            "index:owner:ann", START_TIME,
                            "index:owner-status:pending:ann", START_TIME,
                            "index:owner-workflow:order:ann", START_TIME,
                            "index:owner-workflow:order:pending:ann", START_TIME));
        }

        @Test
        void haveNoOwnerWhereNobodyInParticularStartedIt() {
            Creation creation = queued(id);
            Map<String, String> fields = new LinkedHashMap<>(creation.fields());
            fields.put("owner", "anybody");
            one.create(new Creation(
                    id,
                    fields,
                    creation.events(),
                    creation.claim(),
                    creation.lineUp(),
                    creation.notBefore(),
                    creation.deadline(),
                    creation.idempotency()));

            assertThat(indexes())
                    .containsOnlyKeys("index", "index:pending", "index:workflow:order", "index:workflow:order:pending");
        }

        private String[] all(String status) {
            return new String[] {
                "index",
                "index:" + status,
                "index:workflow:order",
                "index:workflow:order:" + status,
                "index:owner:ann",
                "index:owner-status:" + status + ":ann",
                "index:owner-workflow:order:ann",
                "index:owner-workflow:order:" + status + ":ann"
            };
        }

        @Test
        void followTheStatus() {
            Created.Written written = create(started(id));
            one.commit(handBack(id, written.lastId(), written.fence(), 0));

            assertThat(indexes()).containsOnlyKeys(all("waiting"));
        }

        @Test
        void keepTheTimeByWhichItWasFirstListed() {
            Created.Written written = create(queued(id));
            Claims.Claim claim = one.claim(1, "t").claims().getFirst();
            one.commit(new Commit(
                    id,
                    claim.fence(),
                    written.lastId(),
                    Map.of("status", "running", "startTime", "1800000009999"),
                    events("workflow.started"),
                    KEEP,
                    List.of(),
                    List.of()));

            assertThat(indexes()).hasSize(8).containsEntry("index:running", START_TIME);
            assertThat(indexes().values()).containsOnly(START_TIME);
        }

        @Test
        void comeBackWithARestoration() {
            Created.Written written = create(queued(id));
            Runnable failover = REDIS.remember();
            Claims.Claim claim = one.claim(1, "t").claims().getFirst();
            one.commit(step(id, written.lastId(), claim.fence()));
            List<Restoration.Tail> tail = REDIS.log(id);
            failover.run();

            one.restore(restoration(id, claim.fence(), Map.of(), tail, false));

            assertThat(indexes()).containsOnlyKeys(all("running"));
        }

        @Test
        void comeBackWhereAllWasGone() {
            Created.Written written = create(started(id));
            List<Restoration.Tail> tail = REDIS.log(id);
            Map<String, String> before = indexes();
            REDIS.call(Command.FLUSHALL);

            one.restore(restoration(id, written.fence(), Map.of(), tail, true));

            assertThat(indexes()).isEqualTo(before);
        }

        private Map<String, String> indexes() {
            Map<String, String> found = new TreeMap<>();
            for (Response key : REDIS.call(Command.KEYS, keys.prefix() + "index*")) {
                Response score = REDIS.call(Command.ZSCORE, key.toString(), id.toString());
                found.put(key.toString().substring(keys.prefix().length()), Long.toString(score.toLong()));
            }
            return found;
        }
    }

    @Test
    void aClaimOfNothingTakesNothingAndSaysWhatTimeItIs() {
        RedisClock clock = new RedisClock();
        ExecutionStore store = new RedisExecutionStore(
                REDIS.scripts(),
                clock,
                new StoreMetrics(REDIS.registry),
                new ExecutorName("two"),
                RedisUnderTest.SETTINGS,
                1);
        REDIS.as("one").create(queued(id()));

        assertThat(store.claim(0, "clock").claims()).isEmpty();

        assertThat(clock.isKnown()).isTrue();
        assertThat(store.claim(1, "another").claims()).hasSize(1);
    }

    @Test
    void aClaimCarriesADefinitionThatManyShareOnce() {
        String definition = "\"" + "x".repeat(20_000) + "\"";
        for (int i = 0; i < 50; i++) {
            create(with(queued(id(1)), Map.of("definition", definition)));
        }
        long before = sentByRedis();

        assertThat(one.claim(50, "t").claims()).hasSize(50);

        assertThat(sentByRedis() - before).isLessThan(100_000);
    }

    private static long sentByRedis() {
        return REDIS.call(Command.INFO, "stats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("total_net_output_bytes:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }

    @Nested
    class WhereNothingIsToBeWritten {

        private Created.Written held;
        private Commit done;

        @BeforeEach
        void takenOver() {
            held = create(withKey(started(id), "k", "digest"));
            done = step(id, held.lastId(), held.fence());
            one.commit(done);
            one.record(id, "ann", new Intent.Request.Cancel());
        }

        @Test
        void aFencedCommitLeavesEveryKeyAsItIs() {
            REDIS.makeDue(id);
            two.claim(1, "t");

            assertUnchanged(() -> {
                assertThat(one.commit(done)).isEqualTo(new Committed.Fenced());
                assertThat(one.commit(consuming(end(id, done.last(), held.fence()), Intent.standing(REDIS.fields(id)))))
                        .isEqualTo(new Committed.Fenced());
                assertThat(one.commit(handBack(id, done.last(), held.fence(), 0)))
                        .isEqualTo(new Committed.Fenced());
            });
        }

        @Test
        void aRepeatedCommitLeavesEveryKeyAsItIs() {
            Commit last = consuming(
                    handBack(id, done.last(), held.fence(), REDIS.now() + 9_000), Intent.standing(REDIS.fields(id)));
            one.commit(last);

            assertUnchanged(() -> assertThat(one.commit(last)).isEqualTo(new Committed.Done(List.of())));
        }

        @Test
        void aCommitOnAnotherEndOfTheLogLeavesEveryKeyAsItIs() {
            assertUnchanged(() -> assertThat(one.commit(end(id, new EventId(9, held.fence()), held.fence())))
                    .isInstanceOf(Committed.Rewound.class));
        }

        @Test
        void aRepeatedCreationLeavesEveryKeyAsItIs() {
            assertUnchanged(() -> {
                one.create(started(id));
                one.create(withKey(queued(id(1)), "k", "digest"));
                one.create(withKey(queued(id(1)), "k", "other"));
            });
        }

        @Test
        void aRefusedRestorationLeavesEveryKeyAsItIs() {
            List<Restoration.Tail> other = List.of(
                    new Restoration.Tail(new EventId(4, 7), new LogEntry("node.completed", "{}")),
                    new Restoration.Tail(new EventId(5, 7), new LogEntry("node.completed", "{}")));

            assertUnchanged(() -> {
                assertThat(one.restore(restoration(id, held.fence(), Map.of(), other, true)))
                        .isEqualTo(new Restored.Diverged());
                assertThat(one.restore(restoration(id, held.fence() - 1, Map.of(), REDIS.log(id), true)))
                        .isEqualTo(new Restored.Fenced());
                assertThat(one.restore(restoration(id(1), held.fence(), Map.of(), other, false)))
                        .isEqualTo(new Restored.Diverged());
            });
        }

        @Test
        void aRefusedIntentLeavesEveryKeyAsItIs() {
            assertUnchanged(() -> {
                one.record(id, "bob", new Intent.Request.Cancel());
                one.record(id, "ann", new Intent.Request.Cancel());
            });
        }

        @Test
        void aLostLeaseLeavesAllButTheBeatAsItIs() {
            assertUnchanged(() -> two.renew(List.of(new Held(id, held.fence(), held.lastId())), Renewal.LET_GO));
        }

        private void assertUnchanged(Runnable steps) {
            Map<String, Buffer> before = REDIS.dump();
            steps.run();
            Map<String, Buffer> after = REDIS.dump();
            before.remove(keys.beat());
            after.remove(keys.beat());
            assertThat(after).isEqualTo(before);
        }
    }

    @Nested
    class Restorations {

        private Created.Written held;
        private List<Restoration.Tail> tail;

        @BeforeEach
        void fourEvents() {
            held = create(started(id));
            one.commit(step(id, held.lastId(), held.fence()));
            tail = REDIS.log(id);
        }

        @Test
        void writeTheLogAnewWhereItAloneIsGone() {
            REDIS.call(Command.DEL, keys.log(id));

            assertThat(restore()).isInstanceOf(Restored.Done.class);
            assertThat(REDIS.log(id)).isEqualTo(tail);
        }

        @Test
        void followTheLogWhereItIsShorterThanTheHashSays() {
            REDIS.call(Command.DEL, keys.log(id));
            writeToLog(tail.get(0));
            writeToLog(tail.get(1));

            assertThat(restore()).isInstanceOf(Restored.Done.class);
            assertThat(REDIS.log(id)).isEqualTo(tail);
        }

        @Test
        void followTheLogWhereItIsLongerThanTheHashSays() {
            REDIS.call(Command.HSET, keys.execution(id), "lastId", held.lastId().toString());

            assertThat(restore()).isInstanceOf(Restored.Done.class);
            assertThat(REDIS.log(id)).isEqualTo(tail);
            assertThat(REDIS.fields(id)).containsEntry("lastId", "4-" + held.fence());
            assertThat(REDIS.published(id)).hasSize(4);
        }

        @Test
        void areRefusedWhereTheLogEndsWithAnotherStory() {
            writeToLog(new Restoration.Tail(new EventId(5, 7), new LogEntry("node.failed", "{}")));

            assertThat(restore()).isEqualTo(new Restored.Diverged());
        }

        @Test
        void areRefusedWhereTheLogOnceHadMore() {
            writeToLog(new Restoration.Tail(new EventId(5, 7), new LogEntry("node.failed", "{}")));
            REDIS.call(Command.XDEL, keys.log(id), "5-7", tail.get(3).id().toString());
            Map<String, String> before = REDIS.fields(id);

            assertThat(restore()).isEqualTo(new Restored.Diverged());
            assertThat(REDIS.fields(id)).isEqualTo(before);
        }

        @Test
        void areRefusedWhereTheHashIsGoneAndTheLogTellsAnotherStory() {
            REDIS.call(Command.DEL, keys.execution(id), keys.log(id));
            writeToLog(new Restoration.Tail(new EventId(3, 7), new LogEntry("node.failed", "{}")));

            assertThat(restore()).isEqualTo(new Restored.Diverged());
            assertThat(REDIS.fields(id)).isEmpty();
        }

        @Test
        void areRefusedWhereTheyWouldLeaveAGapInTheLog() {
            REDIS.call(Command.DEL, keys.execution(id), keys.log(id));
            writeToLog(tail.getFirst());

            assertThat(one.restore(restoration(id, held.fence(), Map.of(), tail.subList(2, 4), true)))
                    .isEqualTo(new Restored.Diverged());
            assertThat(REDIS.log(id)).hasSize(1);
        }

        private Restored restore() {
            return one.restore(restoration(id, held.fence(), Map.of(), tail, true));
        }

        private void writeToLog(Restoration.Tail entry) {
            REDIS.call(
                    Command.XADD,
                    keys.log(id),
                    entry.id().toString(),
                    "events",
                    entry.entry().line());
        }
    }

    @Nested
    class Bounds {

        @Test
        void aStepMayChangeThousandsOfNodes() {
            Created.Written written = create(started(id));
            Map<String, String> nodes = new HashMap<>();
            List<LogEntry> events = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                nodes.put("node:n" + i, "{\"status\":\"skipped\"}");
                events.addAll(events("node.skipped"));
            }

            one.commit(new Commit(id, written.fence(), written.lastId(), nodes, events, KEEP, List.of(), List.of()));

            assertThat(REDIS.fields(id)).containsAllEntriesOf(nodes);
            assertThat(REDIS.log(id)).hasSize(5_002);
            assertThat(REDIS.published(id))
                    .extracting(message -> message.id().seq())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 5_002)
                            .mapToObj(Long::valueOf)
                            .toList());
        }

        @Test
        void aCreationMayHaveThousandsOfFields() {
            Map<String, String> many = new HashMap<>(fields("running"));
            for (int i = 0; i < 5_000; i++) {
                many.put("node:n" + i, "{}");
            }

            one.create(new Creation(id, many, events("workflow.started"), true, false, 0, null));

            assertThat(REDIS.fields(id)).containsAllEntriesOf(many);
        }

        @Test
        void aLogIsTrimmedAndAnswersItsCreationStill() {
            RedisExecutionStore brief = REDIS.store("one", new RedisUnderTest.Settings(StoreUnderTest.LEASE, 200));
            Created.Written written = (Created.Written) brief.create(started(id));
            EventId last = written.lastId();
            for (int i = 0; i < 300; i++) {
                Commit commit = step(id, last, written.fence());
                brief.commit(commit);
                last = commit.last();
            }

            List<Restoration.Tail> log = REDIS.log(id);
            assertThat(log).hasSizeBetween(2 * 200, 2 * 300);
            assertThat(log.getLast().id()).isEqualTo(new EventId(602, written.fence()));
            assertThat(brief.create(started(id))).isEqualTo(new Created.Written(0, new EventId(2, 0)));
        }

        @Test
        void aClaimTidiesAwayThousandsOfDeadIdsInSeveralSteps() {
            for (int i = 0; i < 1_500; i++) {
                REDIS.call(Command.ZADD, keys.due(), "1", id(1).toString());
            }
            one.create(queued(id));

            assertThat(one.claim(100, "a").claims()).isEmpty();
            assertThat(one.claim(100, "b").claims()).hasSize(1);
        }

        @Test
        void renewalsOfHundredsKeepTheirOrder() {
            List<Held> held = new ArrayList<>();
            List<Renewed> expected = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                ExecutionId some = id(i % 2);
                Created.Written written = create(started(some));
                boolean stale = i % 3 == 0;
                held.add(new Held(some, written.fence() - (stale ? 1 : 0), written.lastId()));
                expected.add(stale ? new Renewed.Lost() : new Renewed.Kept(List.of()));
            }

            assertThat(one.renew(held, Renewal.KEEP)).isEqualTo(expected);
        }

        @Test
        void keysOfOneCallDoNotOutliveTheirUse() {
            create(withKey(queued(id), "k", "digest"));
            one.claim(1, "t");

            assertThat(ttl(keys.idempotency("ann", "k"))).isBetween(86_390_000L, 86_400_000L);
            assertThat(ttl(keys.claim("t"))).isBetween(3_000L, 4_000L);
            assertThat(ttl(keys.execution(id))).isEqualTo(-1);
        }

        @Test
        void aClaimAnsweredAgainHoldsForAWholeLeaseAgain() {
            create(queued(id));
            one.claim(1, "t");
            REDIS.call(Command.PEXPIRE, keys.claim("t"), "500");
            REDIS.makeDue(id);

            one.claim(1, "t");

            assertThat(ttl(keys.claim("t"))).isBetween(3_000L, 4_000L);
            assertThat(REDIS.due(id).orElseThrow() - REDIS.now()).isBetween(3_000L, 4_000L);
        }

        @Test
        void anIdleClaimLeavesNoTrace() {
            one.claim(5, "t");

            assertThat(REDIS.dump()).doesNotContainKey(keys.claim("t"));
        }

        private static long ttl(String key) {
            return REDIS.call(Command.PTTL, key).toLong();
        }
    }

    @Nested
    class Feed {

        @Test
        void tellsWhatAppearsAndWhatChangesItsStatusAndNothingElse() {
            Created.Written written = create(started(id));
            Commit first = step(id, written.lastId(), written.fence());
            one.commit(first);
            one.commit(handBack(id, first.last(), written.fence(), 0));

            assertThat(feed())
                    .satisfiesExactly(
                            entry -> assertThat(entry)
                                    .containsEntry("id", id.toString())
                                    .containsEntry("workflowId", "order")
                                    .containsEntry("status", "running")
                                    .containsEntry("previous", "")
                                    .containsEntry("startTime", START_TIME)
                                    .containsEntry("lastId", written.lastId().toString()),
                            entry -> assertThat(entry)
                                    .containsEntry("id", id.toString())
                                    .containsEntry("workflowId", "order")
                                    .containsEntry("status", "waiting")
                                    .containsEntry("previous", "running")
                                    .containsEntry("startTime", START_TIME));
        }

        @Test
        void tellsOfARepeatedStepOnce() {
            Created.Written written = create(started(id));
            one.create(started(id));
            Commit end = handBack(id, written.lastId(), written.fence(), 0);
            one.commit(end);
            one.commit(end);
            assertThat(feed()).hasSize(2);
        }

        @Test
        void tellsWhatWasWrittenBack() {
            Created.Written written = create(started(id));
            List<Restoration.Tail> tail = REDIS.log(id);
            REDIS.call(Command.FLUSHALL);
            one.restore(restoration(id, written.fence(), Map.of(), tail, true));
            assertThat(feed())
                    .hasSize(1)
                    .first()
                    .satisfies(entry -> assertThat(entry)
                            .containsEntry("id", id.toString())
                            .containsEntry("lastId", written.lastId().toString())
                            .containsEntry("previous", ""));
        }

        @Test
        void keepsAboutTheLastTenThousand() {
            for (int i = 0; i < 10_500; i += 500) {
                REDIS.call(
                        Command.EVAL,
                        "for i = 1, 500 do redis.call('XADD', KEYS[1], '*', 'id', 'x') end return 1",
                        "1",
                        keys.feed());
            }
            create(started(id));
            assertThat(REDIS.call(Command.XLEN, keys.feed()).toInteger()).isBetween(10_000, 10_200);
        }

        private List<Map<String, String>> feed() {
            List<Map<String, String>> entries = new ArrayList<>();
            for (Response entry : REDIS.call(Command.XRANGE, keys.feed(), "-", "+")) {
                Map<String, String> fields = new TreeMap<>();
                for (int i = 0; i < entry.get(1).size(); i += 2) {
                    fields.put(
                            entry.get(1).get(i).toString(),
                            entry.get(1).get(i + 1).toString());
                }
                entries.add(fields);
            }
            return entries;
        }
    }

    @Nested
    class Cost {

        @Test
        void aPlainCommitIsOneReadOneEntryOneHsetAndOnePublish() {
            Created.Written written = create(started(id));
            Commit first = step(id, written.lastId(), written.fence());
            one.commit(first);
            REDIS.call(Command.CONFIG, "RESETSTAT");

            one.commit(step(id, first.last(), written.fence()));

            assertThat(callsInScripts()).isEqualTo(Map.of("hmget", 1, "hset", 1, "publish", 1, "xadd", 1));
        }

        private Map<String, Integer> callsInScripts() {
            Map<String, Integer> calls = new TreeMap<>();
            REDIS.call(Command.INFO, "commandstats").toString().lines().forEach(line -> {
                if (line.startsWith("cmdstat_") && !line.matches("cmdstat_(evalsha|config|info).*")) {
                    String[] parts = line.substring("cmdstat_".length()).split(":calls=|,", 3);
                    calls.put(parts[0], Integer.parseInt(parts[1]));
                }
            });
            return calls;
        }
    }

    @Test
    void aKeyStandsForItsExecutionAfterThatWasForgotten() {
        one.create(withKey(queued(id), "k", "digest"));
        REDIS.call(Command.DEL, keys.execution(id));

        assertThat(one.create(withKey(queued(id(1)), "k", "digest"))).isEqualTo(new Created.Repeated(id, ""));
    }

    @Test
    void aRetryThatWasForgottenIsInNobodysWay() {
        Created.Written written = (Created.Written) one.create(started(id));
        one.commit(end(id, written.lastId(), written.fence()));
        ExecutionId retry = id(1);
        one.create(with(started(retry), Map.of("retryOf", id.toString())));
        REDIS.call(Command.DEL, keys.execution(retry));

        ExecutionId another = id(1);
        assertThat(one.create(with(started(another), Map.of("retryOf", id.toString()))))
                .isInstanceOf(Created.Written.class);
        assertThat(one.read(id)).containsEntry("retriedBy", another.toString());
    }

    @Test
    void aRetryTakesOverThousandsOfOutputs() {
        Created.Written written = (Created.Written) one.create(started(id));
        Map<String, String> fields = new HashMap<>();
        Map<String, String> nodes = new HashMap<>(Map.of("retryOf", id.toString()));
        for (int i = 0; i < 5_000; i++) {
            nodes.put("node:n" + i, "{\"status\":\"completed\",\"reused\":true}");
            fields.put("output:n" + i, Integer.toString(i));
        }
        fields.put("status", "failed");
        one.commit(new Commit(
                id,
                written.fence(),
                written.lastId(),
                fields,
                events("workflow.failed"),
                Samples.END,
                List.of(),
                List.of()));
        ExecutionId retry = id(1);
        one.create(with(started(retry), nodes));

        assertThat(one.read(retry)).containsEntry("output:n0", "0").containsEntry("output:n4999", "4999");
    }

    @Test
    void readsNothingOfWhatIsNotThere() {
        assertThat(one.read(id)).isEmpty();
    }

    @Test
    void aRestorationSaysAgainThatThereIsARetry() {
        Created.Written written = (Created.Written) one.create(started(id));
        one.commit(end(id, written.lastId(), written.fence()));
        ExecutionId retry = id(1);
        Created.Written begun = (Created.Written) one.create(with(started(retry), Map.of("retryOf", id.toString())));
        REDIS.call(Command.HDEL, keys.execution(id), "retriedBy");

        one.restore(restoration(
                retry,
                begun.fence(),
                Map.of("retryOf", id.toString()),
                List.of(new Restoration.Tail(
                        begun.lastId(), events("node.started").getFirst())),
                true));

        assertThat(one.read(id)).containsEntry("retriedBy", retry.toString());
    }

    @Test
    void keysOfOtherOwnersAndPartitionsDoNotMeet() {
        one.create(withKey(queued(id), "k", "digest"));

        assertThat(one.create(withKey(queued(id(0)), "k", "digest"))).isInstanceOf(Created.Written.class);
        Creation ofBob = with(withKey(queued(id(1)), "k", "another"), Map.of("owner", "bob"));
        assertThat(one.create(ofBob)).isInstanceOf(Created.Written.class);
        assertThat(one.create(withKey(queued(id(1)), "k", "digest"))).isEqualTo(new Created.Repeated(id, "pending"));
    }

    @Test
    void aKeyIsFreeOnceItsTimeIsUp() {
        one.create(withKey(queued(id), "k", "digest"));
        REDIS.call(Command.PEXPIRE, keys.idempotency("ann", "k"), "0");

        assertThat(one.create(withKey(queued(id(1)), "k", "another"))).isInstanceOf(Created.Written.class);
    }

    @Test
    void aClaimGoesOverAllPartitions() {
        List<ExecutionId> ids = List.of(id(0), id(1), id(0), id(1));
        ids.forEach(some -> create(queued(some)));

        Claims three = one.claim(3, "a");
        Claims again = one.claim(3, "a");
        Claims rest = one.claim(3, "b");

        assertThat(three.claims()).hasSize(3);
        assertThat(again.claims()).isEqualTo(three.claims());
        assertThat(rest.claims()).hasSize(1);
        TreeSet<String> found = new TreeSet<>();
        List.of(three, rest)
                .forEach(claims ->
                        claims.claims().forEach(claim -> found.add(claim.id().toString())));
        assertThat(found).hasSize(4);
    }

    @Test
    void graceEndsByItself() {
        create(started(id));
        REDIS.makeDue(id);
        REDIS.nobodyCameFor(Duration.ofSeconds(3));
        one.claim(1, "t");

        assertThat(REDIS.call(Command.PTTL, keys.grace()).toLong()).isBetween(1_500L, 2_000L);
        REDIS.call(Command.DEL, keys.grace());
        REDIS.makeDue(id);
        assertThat(one.claim(1, "u").claims()).hasSize(1);
    }

    @Test
    void anExecutionWithoutAStatusIsRefused() {
        Map<String, String> fields = new HashMap<>(fields("running"));
        fields.remove("status");

        assertThatThrownBy(() -> one.create(new Creation(id, fields, events("workflow.started"), true, false, 0, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an execution without status");
    }

    private Created.Written create(Creation creation) {
        return (Created.Written) one.create(creation);
    }
}
