package io.flowcast.executor.store;

import static io.flowcast.executor.store.Samples.end;
import static io.flowcast.executor.store.Samples.id;
import static io.flowcast.executor.store.Samples.queued;
import static io.flowcast.executor.store.Samples.started;
import static io.flowcast.executor.store.Samples.step;
import static io.flowcast.executor.store.Samples.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowcast.events.EventId;
import io.flowcast.events.ExecutionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many executors on virtual threads at one Redis. */
final class RacingExecutorsTest {

    @RegisterExtension
    static final RedisUnderTest REDIS = new RedisUnderTest(1);

    @Test
    void noExecutionIsClaimedTwice() throws Exception {
        Set<ExecutionId> ids = new HashSet<>();
        ExecutionStore creator = REDIS.as("creator");
        for (int i = 0; i < 500; i++) {
            ExecutionId id = id();
            ids.add(id);
            creator.create(queued(id));
        }
        ConcurrentLinkedQueue<Claims.Claim> all = new ConcurrentLinkedQueue<>();

        race(8, name -> {
            ExecutionStore executor = REDIS.as(name);
            List<Claims.Claim> got;
            int round = 0;
            do {
                got = executor.claim(7, name + round++).claims();
                all.addAll(got);
            } while (!got.isEmpty());
        });

        assertThat(all).extracting(Claims.Claim::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(all).extracting(Claims.Claim::fence).doesNotHaveDuplicates();
    }

    @Test
    void ofABurstEveryExecutorTakesWhatItHasRoomForAndTheRestWaitsForAll() throws Exception {
        int room = 40;
        ExecutionStore creator = REDIS.as("creator");
        for (int i = 0; i < 2 * room + 30; i++) {
            creator.create(queued(id()));
        }
        ConcurrentHashMap<String, List<Claims.Claim>> held = new ConcurrentHashMap<>();

        race(2, name -> {
            List<Claims.Claim> mine = new ArrayList<>();
            for (int round = 0; mine.size() < room; round++) {
                mine.addAll(REDIS.as(name)
                        .claim(Math.min(15, room - mine.size()), name + round)
                        .claims());
            }
            held.put(name, mine);
        });

        assertThat(held.values()).allSatisfy(mine -> assertThat(mine).hasSize(room));
        assertThat(REDIS.as("third").claim(100, "the rest").claims()).hasSize(30);

        // Who has room again gets what waits, whoever it was that ended.
        Claims.Claim done = held.getOrDefault("executor 0", List.of()).getFirst();
        ExecutionId late = id();
        creator.create(queued(late));
        REDIS.as("executor 0")
                .commit(end(done.id(), EventId.of(done.fields().getOrDefault("lastId", "")), done.fence()));
        assertThat(REDIS.as("executor 1").claim(1, "late").claims())
                .extracting(Claims.Claim::id)
                .containsExactly(late);
    }

    @Test
    void oneExecutionComesOfOneKeyWhoeverIsFirst() throws Exception {
        ConcurrentLinkedQueue<Created> all = new ConcurrentLinkedQueue<>();

        race(16, name -> all.add(REDIS.as(name).create(withKey(started(id()), "key", "digest"))));

        assertThat(all).filteredOn(Created.Written.class::isInstance).hasSize(1);
        assertThat(all)
                .filteredOn(Created.Repeated.class::isInstance)
                .hasSize(15)
                .containsOnly(all.stream()
                        .filter(Created.Repeated.class::isInstance)
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void theLogStaysDenseWhileExecutorsTakeOverFromEachOther() throws Exception {
        ExecutionId id = id();
        REDIS.as("creator").create(queued(id));

        race(6, name -> {
            ExecutionStore executor = REDIS.as(name);
            for (int round = 0; round < 40; round++) {
                REDIS.makeDue(id);
                for (Claims.Claim claim : executor.claim(1, name + round).claims()) {
                    commitTwoSteps(executor, claim);
                }
            }
        });

        List<Restoration.Tail> log = REDIS.log(id);
        assertThat(log).hasSizeGreaterThan(40);
        for (int i = 0; i < log.size(); i++) {
            EventId eventId = log.get(i).id();
            assertThat(eventId.seq()).isEqualTo(i + 1);
            assertThat(eventId.fence())
                    .isGreaterThanOrEqualTo(i == 0 ? 0 : log.get(i - 1).id().fence());
        }
        assertThat(REDIS.published(id))
                .extracting(message -> message.id())
                .containsExactlyElementsOf(
                        log.stream().map(Restoration.Tail::id).toList());
        assertThat(REDIS.fields(id)).containsEntry("lastId", log.getLast().id().toString());
    }

    @Test
    void onlyOneOfTwoEndsTakesEffect() throws Exception {
        ExecutionId id = id();
        Created.Written written = (Created.Written) REDIS.as("one").create(started(id));
        REDIS.makeDue(id);
        Claims.Claim claim = REDIS.as("two").claim(1, "t").claims().getFirst();
        ConcurrentLinkedQueue<Committed> all = new ConcurrentLinkedQueue<>();

        race(2, name -> {
            boolean first = name.equals("executor 0");
            long fence = first ? written.fence() : claim.fence();
            all.add(REDIS.as(first ? "one" : "two").commit(end(id, written.lastId(), fence)));
        });

        assertThat(all).containsExactlyInAnyOrder(new Committed.Fenced(), new Committed.Done(List.of()));
        assertThat(REDIS.log(id)).hasSize(3);
    }

    private static void commitTwoSteps(ExecutionStore executor, Claims.Claim claim) {
        EventId last = EventId.of(claim.fields().getOrDefault("lastId", ""));
        Commit first = step(claim.id(), last, claim.fence());
        if (executor.commit(first) instanceof Committed.Done) {
            executor.commit(step(claim.id(), first.last(), claim.fence()));
        }
    }

    private static void race(int executors, Consumer<String> run) throws ExecutionException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < executors; i++) {
                String name = "executor " + i;
                running.add(threads.submit(() -> run.accept(name)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
    }
}
