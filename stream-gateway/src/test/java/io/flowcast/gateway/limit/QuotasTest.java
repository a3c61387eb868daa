package io.flowcast.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.gateway.limit.Quotas.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotasTest {
    private static final int LIMIT = 5;
    private static final long LEASE = 15_000;

    private long now = 1_000_000;
    private final MemoryShares.Cluster cluster =
            new MemoryShares.Cluster(() -> Instant.ofEpochMilli(now), LIMIT, LEASE);

    /** One replica of the gateway. */
    private final class Replica {
        final MemoryShares shares;
        final Quotas quotas;
        final List<Runnable> timers = new ArrayList<>();

        Replica(String name, boolean localWithoutRedis) {
            shares = cluster.replica(name);
            quotas = new Quotas(
                    LIMIT,
                    localWithoutRedis,
                    shares,
                    () -> Instant.ofEpochMilli(now),
                    (Duration delay, Runnable work) -> timers.add(work));
        }

        List<Entry> enter(String caller, int times) {
            List<Entry> answers = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                quotas.enter(caller, answers::add);
            }
            return answers;
        }

        void leave(String caller, int times) {
            for (int i = 0; i < times; i++) {
                quotas.leave(caller);
            }
        }

        void timers() {
            List<Runnable> due = List.copyOf(timers);
            timers.clear();
            due.forEach(Runnable::run);
        }
    }

    private final Replica one = new Replica("one", true);
    private final Replica two = new Replica("two", true);

    @Test
    void aCallerHasOneLimitInTheWholeCluster() {
        assertThat(one.enter("a", 3)).containsOnly(Entry.GRANTED).hasSize(3);
        assertThat(two.enter("a", 3)).containsExactly(Entry.GRANTED, Entry.GRANTED, Entry.REFUSED);
        assertThat(two.enter("b", 5)).containsOnly(Entry.GRANTED).hasSize(5);
    }

    @Test
    void whoLeavesMakesRoomElsewhereAMomentLater() {
        one.enter("a", 5);
        one.leave("a", 2);
        assertThat(two.enter("a", 1)).containsExactly(Entry.REFUSED);
        one.timers();
        assertThat(two.enter("a", 3)).containsExactly(Entry.GRANTED, Entry.GRANTED, Entry.REFUSED);
    }

    @Test
    void whatAReplicaHadThatDiedIsFreeOnceItsLeaseIsOver() {
        one.enter("a", 5);
        assertThat(two.enter("a", 1)).containsExactly(Entry.REFUSED);
        now += LEASE;
        assertThat(two.enter("a", 5)).containsOnly(Entry.GRANTED).hasSize(5);
    }

    @Test
    void aLeaseThatIsRenewedHoldsOn() {
        one.enter("a", 5);
        for (int i = 0; i < 9; i++) {
            now += LEASE / 3;
            one.quotas.renew();
        }
        assertThat(two.enter("a", 1)).containsExactly(Entry.REFUSED);
    }

    @Test
    void thoseWhoComeWhileRedisIsAskedShareTheNextQuestion() {
        one.shares.holding = true;
        List<Entry> first = one.enter("a", 1);
        List<Entry> others = one.enter("a", 5);
        for (int i = 0; i < 50; i++) {
            one.enter("caller " + i, 1);
        }
        assertThat(one.shares.calls).isEqualTo(1);
        assertThat(others).containsExactly(Entry.REFUSED); // the sixth: that needs no Redis
        one.shares.answer();
        assertThat(first).containsExactly(Entry.GRANTED);
        assertThat(one.shares.calls).isEqualTo(2);
        one.shares.answer();
        assertThat(others).hasSize(5);
        assertThat(one.shares.calls).isEqualTo(2);
        assertThat(one.shares.largest).isEqualTo(51);
    }

    @Test
    void tenThousandCallersAreRenewedInBatches() {
        for (int i = 0; i < 10_000; i++) {
            one.enter("caller " + i, 1);
        }
        one.shares.calls = 0;
        one.quotas.renew();
        assertThat(one.shares.calls).isEqualTo(100);
        assertThat(one.shares.largest).isEqualTo(100);
    }

    @Test
    void aRushOfClientsThatComeAndGoIsToldInBatches() {
        for (int i = 0; i < 1_000; i++) {
            one.enter("caller " + i, 1);
        }
        one.shares.calls = 0;
        for (int i = 0; i < 1_000; i++) {
            one.leave("caller " + i, 1);
        }
        assertThat(one.timers).hasSize(1);
        one.timers();
        assertThat(one.shares.calls).isEqualTo(10);
        assertThat(one.quotas.callers()).isZero();
    }

    @Test
    void withoutRedisEachReplicaLimitsItsOwn() {
        two.enter("a", 3);
        one.shares.away = true;
        assertThat(one.enter("a", 6))
                .containsExactly(
                        Entry.GRANTED, Entry.GRANTED, Entry.GRANTED, Entry.GRANTED, Entry.GRANTED, Entry.REFUSED);
        assertThat(one.shares.calls).as("asked once, not again by each").isEqualTo(1);
    }

    @Test
    void orNobodyIsLetIn() {
        Replica strict = new Replica("strict", false);
        strict.enter("a", 2);
        strict.shares.away = true;
        assertThat(strict.enter("a", 2)).containsOnly(Entry.UNKNOWN).hasSize(2);
        strict.shares.away = false;
        now += 1_000;
        assertThat(strict.enter("a", 1)).containsExactly(Entry.GRANTED);
    }

    @Test
    void whoeverWaitsForARedisThatGoesAwayIsAnswered() {
        Replica strict = new Replica("strict", false);
        strict.shares.holding = true;
        strict.shares.away = true;
        List<Entry> answers = strict.enter("a", 1);
        List<Entry> others = new ArrayList<>();
        for (String caller : List.of("b", "c", "d")) {
            strict.quotas.enter(caller, others::add);
        }
        strict.shares.answer();
        assertThat(answers).containsExactly(Entry.UNKNOWN);
        assertThat(others).containsExactly(Entry.UNKNOWN, Entry.UNKNOWN, Entry.UNKNOWN);
        strict.timers();
        strict.shares.answerIfAny();
        assertThat(strict.quotas.callers()).isZero();
    }

    @Test
    void aRedisThatIsBackIsToldOfAllWhoAreIn() {
        one.shares.away = true;
        one.enter("a", 5);
        one.shares.away = false;
        now += 1_100;
        one.timers();
        assertThat(two.enter("a", 1)).containsExactly(Entry.REFUSED);
    }

    @Test
    void whatWasGivenBackWhileRedisWasAwayIsToldLater() {
        one.enter("a", 5);
        one.shares.away = true;
        one.leave("a", 5);
        one.timers();
        one.shares.away = false;
        now += 1_100;
        one.timers();
        assertThat(two.enter("a", 5)).containsOnly(Entry.GRANTED).hasSize(5);
        assertThat(one.quotas.callers()).isZero();
    }

    @Test
    void whateverTheOrderNoCallerEverHasMoreThanItsLimitAndAllIsGivenBack() {
        for (int seed = 0; seed < 300; seed++) {
            run(new Random(seed));
        }
    }

    private void run(Random random) {
        MemoryShares.Cluster shared = new MemoryShares.Cluster(() -> Instant.ofEpochMilli(now), LIMIT, LEASE);
        Map<String, Integer> open = new HashMap<>();
        List<Runnable> ends = new ArrayList<>();
        List<Runnable> timers = new ArrayList<>();
        List<MemoryShares> ways = List.of(shared.replica("x"), shared.replica("y"), shared.replica("z"));
        List<Quotas> replicas = ways.stream()
                .map(way -> new Quotas(
                        LIMIT, false, way, () -> Instant.ofEpochMilli(now), (delay, work) -> timers.add(work)))
                .toList();
        ways.forEach(way -> way.holding = true);
        for (int step = 0; step < 300; step++) {
            Quotas replica = replicas.get(random.nextInt(3));
            String caller = "caller " + random.nextInt(3);
            switch (random.nextInt(5)) {
                case 0, 1 ->
                    replica.enter(caller, entry -> {
                        if (entry == Entry.GRANTED) {
                            open.merge(caller, 1, Integer::sum);
                            ends.add(() -> {
                                open.merge(caller, -1, Integer::sum);
                                replica.leave(caller);
                            });
                        }
                    });
                case 2 -> {
                    if (!ends.isEmpty()) {
                        ends.remove(random.nextInt(ends.size())).run();
                    }
                }
                case 3 -> ways.get(random.nextInt(3)).answerIfAny();
                default -> {
                    if (!timers.isEmpty()) {
                        timers.removeFirst().run();
                    } else {
                        replica.renew();
                    }
                }
            }
            assertThat(open.values()).allMatch(count -> count <= LIMIT);
        }
        for (int i = 0; i < 100; i++) {
            ways.forEach(MemoryShares::answerIfAny);
            List.copyOf(ends).forEach(Runnable::run);
            ends.clear();
            List<Runnable> due = List.copyOf(timers);
            timers.clear();
            due.forEach(Runnable::run);
        }
        assertThat(replicas).allMatch(replica -> replica.callers() == 0);
    }
}
