package io.flowcast.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flowcast.events.Problem;
import io.flowcast.events.Progress;
import io.flowcast.executor.definition.Retry;
import io.flowcast.executor.engine.Loop.Try;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a {@code for} node decides, on a clock that the test drives. */
class LoopTest {

    private static final StateCodec CODEC = new StateCodec(new ObjectMapper(), (_, _) -> {
        throw new IllegalStateException("no definition here");
    });
    private static final Problem SERVER = Problem.node("server", "Server error", "it answered 503");

    private long now = 1_000_000;
    private int count = 5;
    private int concurrency = 2;
    private boolean collect;
    private boolean awaits;
    private boolean repeat = true;
    private Map<Integer, ItemWait> waits = Map.of();
    private Retry retry = Retry.NEVER;
    private @Nullable Duration timeout;
    private long maxOutput = 10_000;

    private Loop loop(Map<Integer, ItemResult> kept) {
        return new Loop(
                new Loop.Rules(count, concurrency, collect, awaits, retry, timeout, maxOutput),
                kept,
                waits,
                repeat,
                () -> 0.5,
                CODEC::encode);
    }

    private Loop loop() {
        return loop(Map.of());
    }

    private static Encoded output(Object value) {
        return CODEC.encode(value);
    }

    private static Try first(int index) {
        return new Try(index, 0);
    }

    private static void keepAll(Loop loop) {
        loop.kept(loop.unkept().keySet());
    }

    @Test
    void beginsAsManyAsMayBeUnderWay() {
        Loop loop = loop();

        assertThat(loop.begin(now)).containsExactly(first(0), first(1));
        assertThat(loop.begin(now)).isEmpty();
    }

    @Test
    void anItemIsUnderWayTillItsResultIsKept() {
        Loop loop = loop();
        loop.begin(now);
        loop.succeeded(first(1), output("b"));

        assertThat(loop.begin(now)).isEmpty();
        assertThat(loop.unkept()).containsOnlyKeys(1);
        keepAll(loop);
        assertThat(loop.begin(now)).containsExactly(first(2));
    }

    @Test
    void whatAwaitsSomethingIsToBeKeptBeforeItBegins() {
        awaits = true;
        timeout = Duration.ofMillis(500);
        Loop loop = loop();
        loop.begin(now);

        ItemWait waits = new ItemWait(ItemWait.Phase.AWAITING, 0, now + 500, now + 500, false);
        assertThat(loop.unkeptWaits()).isEqualTo(Map.of(0, waits, 1, waits));
        loop.waitsKept(Set.of(0, 1));
        assertThat(loop.unkeptWaits()).isEmpty();
        assertThat(loop.onlyWaits()).as("they are being begun").isFalse();
        loop.awaits(first(0));
        loop.awaits(first(1));
        assertThat(loop.onlyWaits()).isTrue();
        assertThat(loop.nextDeadline(false)).isEqualTo(now + 500);
        assertThat(loop.waits()).isEqualTo(Map.of(0, waits, 1, waits));

        loop.succeeded(first(1), output("b"));
        assertThat(loop.onlyWaits()).as("its result is to be kept").isFalse();
        keepAll(loop);
        assertThat(loop.begin(now)).containsExactly(first(2));
    }

    @Test
    void whatAwaitsSomethingForTooLongIsStoppedAndTriedAgain() {
        awaits = true;
        count = 1;
        timeout = Duration.ofMillis(500);
        retry = new Retry(
                1, Duration.ofMillis(10), Retry.Backoff.CONSTANT, Duration.ofMinutes(1), 0, Set.of("timeout"));
        Loop loop = loop();
        loop.begin(now);
        loop.awaits(first(0));
        now += 500;

        assertThat(loop.passed(now)).containsExactly(first(0));
        loop.succeeded(first(0), output("too late"));
        assertThat(loop.results()).isEmpty();
        assertThat(loop.nextDeadline(false)).isEqualTo(now + 10);
        assertThat(loop.nextDeadline(true)).as("nothing is to begin").isEqualTo(Deadlines.NEVER);
        now += 10;
        assertThat(loop.begin(now)).containsExactly(new Try(0, 1));
        loop.awaits(new Try(0, 1));
        loop.succeeded(new Try(0, 1), output("b"));
        assertThat(loop.over()).isTrue();
    }

    @Test
    void whoeverGoesOnFindsWhatWaits() {
        awaits = true;
        ItemWait awaiting = new ItemWait(ItemWait.Phase.AWAITING, 2, now + 500, now + 500, false);
        ItemWait retrying = new ItemWait(ItemWait.Phase.RETRYING, 0, now + 50, Deadlines.NEVER, false);
        waits = Map.of(1, awaiting, 3, retrying);

        Loop after = loop(Map.of(0, ItemResult.of(output("a"))));
        assertThat(after.begin(now))
                .as("its executor died: it may not have begun")
                .containsExactly(new Try(1, 2));
        assertThat(after.unkeptWaits()).isEmpty();
        assertThat(after.begin(now + 50)).containsExactly(new Try(3, 1));

        repeat = false;
        Loop parked = loop(Map.of(0, ItemResult.of(output("a"))));
        assertThat(parked.begin(now)).isEmpty();
        assertThat(parked.awaiting(1)).isEqualTo(new Try(1, 2));
        assertThat(parked.onlyWaits()).isTrue();
        assertThat(parked.nextDeadline(false)).isEqualTo(now + 50);
        parked.succeeded(new Try(1, 2), output("b"));
        keepAll(parked);
        assertThat(parked.begin(now)).containsExactly(first(2));
    }

    @Test
    void givesResultsInTheOrderOfTheList() {
        count = 3;
        concurrency = 3;
        Loop loop = loop();
        loop.begin(now);
        loop.succeeded(first(2), output("c"));
        loop.succeeded(first(0), null);
        assertThat(loop.over()).isFalse();
        loop.succeeded(first(1), output(7L));

        assertThat(loop.over()).isTrue();
        assertThat(loop.failure()).isNull();
        assertThat(loop.output()).isEqualTo(Arrays.asList(null, 7L, "c"));
    }

    @Test
    void anEmptyListIsOverAtOnce() {
        count = 0;

        assertThat(loop().over()).isTrue();
        assertThat(loop().output()).isEmpty();
    }

    @Test
    void goesOnWithWhatIsKept() {
        Loop loop = loop(Map.of(0, ItemResult.of(output("a")), 2, ItemResult.of(output("c"))));

        assertThat(loop.begin(now)).containsExactly(first(1), first(3));
        assertThat(loop.progress()).isEqualTo(new Progress(2, 5L, null));
        assertThat(loop.keptCount()).isEqualTo(2);
    }

    @Test
    void theFirstFailureEndsItAndNamesTheItem() {
        Loop loop = loop();
        loop.begin(now);
        loop.failed(first(1), SERVER, null, now);

        assertThat(loop.over()).isTrue();
        assertThat(loop.failure()).isEqualTo(Problem.node("server", "Server error", "item 1: it answered 503"));
        assertThat(loop.begin(now)).isEmpty();
    }

    @Test
    void collectsFailuresWhereAsked() {
        collect = true;
        count = 2;
        Loop loop = loop();
        loop.begin(now);
        loop.failed(first(0), SERVER, null, now);
        loop.succeeded(first(1), null);

        assertThat(loop.failure()).isNull();
        assertThat(CODEC.encode(loop.output()).json())
                .isEqualTo(
                        "[{\"error\":{\"type\":\"server\",\"title\":\"Server error\",\"detail\":\"it answered 503\"}},"
                                + "{\"output\":null}]");
        assertThat(loop.progress()).isEqualTo(new Progress(2, 2L, 1L));
    }

    @Test
    void ofManyFailuresTheLaterOnesAreToldByTheirTypeAlone() {
        collect = true;
        count = 150;
        concurrency = 150;
        maxOutput = 100_000;
        Loop loop = loop();
        loop.begin(now).forEach(attempt -> loop.failed(attempt, SERVER, null, now));

        assertThat(loop.output().get(99).toString()).contains("503");
        assertThat(loop.output().get(100)).isEqualTo(Map.of("error", Map.of("type", "server")));
    }

    @Test
    void retriesAnItemAsItsPolicySays() {
        retry = new Retry(
                2, Duration.ofMillis(100), Retry.Backoff.EXPONENTIAL, Duration.ofMinutes(1), 0, Set.of("server"));
        Loop loop = loop();
        loop.begin(now);
        loop.failed(first(0), SERVER, null, now);

        assertThat(loop.nextDeadline(false)).isEqualTo(now + 100);
        assertThat(loop.begin(now + 99)).isEmpty();
        now += 100;
        assertThat(loop.begin(now)).containsExactly(new Try(0, 1));
        loop.failed(first(0), SERVER, null, now);
        assertThat(loop.failure()).as("of a try that is over").isNull();
        loop.failed(new Try(0, 1), SERVER, Duration.ofSeconds(3), now);
        assertThat(loop.nextDeadline(false)).as("asked for by the other side").isEqualTo(now + 3_000);
        now += 3_000;
        assertThat(loop.begin(now)).containsExactly(new Try(0, 2));
        loop.failed(new Try(0, 2), SERVER, null, now);
        assertThat(loop.failure()).isNotNull();
    }

    @Test
    void doesNotRetryWhatThePolicyDoesNotName() {
        retry = new Retry(2, Duration.ZERO, Retry.Backoff.CONSTANT, Duration.ofMinutes(1), 0, Set.of("timeout"));
        Loop loop = loop();
        loop.begin(now);
        loop.failed(first(0), SERVER, null, now);

        assertThat(loop.failure()).isNotNull();
    }

    @Test
    void stopsATryWhoseTimeIsUp() {
        timeout = Duration.ofSeconds(2);
        retry = new Retry(1, Duration.ZERO, Retry.Backoff.CONSTANT, Duration.ofMinutes(1), 0, Set.of("timeout"));
        Loop loop = loop();
        loop.begin(now);

        assertThat(loop.nextDeadline(false)).isEqualTo(now + 2_000);
        assertThat(loop.passed(now + 1_999)).isEmpty();
        now += 2_000;
        assertThat(loop.passed(now)).containsExactly(first(0), first(1));
        assertThat(loop.begin(now)).containsExactly(new Try(0, 1), new Try(1, 1));
        loop.succeeded(first(0), output("too late"));
        assertThat(loop.unkept()).isEmpty();
        now += 2_000;
        loop.passed(now);
        assertThat(loop.failure()).isEqualTo(Problem.node("timeout", "Timed out", "item 0: not finished within PT2S"));
    }

    @Test
    void anItemWaitsWithoutAThread() {
        count = 1;
        Loop loop = loop();
        loop.begin(now);
        loop.waits(first(0), now + 500);

        assertThat(loop.passed(now + 499)).isEmpty();
        assertThat(loop.over()).isFalse();
        assertThat(loop.passed(now + 500)).isEmpty();
        assertThat(loop.over()).isTrue();
    }

    @Test
    void aTimeoutCutsAWaitOff() {
        timeout = Duration.ofMillis(400);
        Loop loop = loop();
        loop.begin(now);
        loop.waits(first(0), now + 500);
        loop.waits(first(1), now + 400);

        assertThat(loop.passed(now + 400)).isEmpty();
        assertThat(loop.failure()).isNotNull();
        assertThat(loop.failure().detail()).startsWith("item 0");
        assertThat(loop.unkept()).containsOnlyKeys(1);
    }

    @Test
    void failsEarlyWhereTheResultsGetTooLarge() {
        maxOutput = 30;
        Loop loop = loop();
        loop.begin(now);
        loop.succeeded(first(0), output("ten characters"));
        assertThat(loop.over()).isFalse();
        loop.succeeded(first(1), output("ten characters"));

        assertThat(loop.failure()).isNotNull();
        assertThat(loop.failure().type()).isEqualTo("validation");
        assertThat(loop.failure().detail()).contains("2 of 5 items").contains("'output' of 'do'");
    }

    @Test
    void whatIsKeptReadsAsItWas() {
        ItemResult output = ItemResult.of(output(Map.of("a", List.of(1, 2))));
        ItemResult error = ItemResult.of(SERVER, true, CODEC::encode);

        assertThat(ItemResult.read(output.stored(3), 4, CODEC)).hasValue(output);
        assertThat(ItemResult.read(ItemResult.of(null).stored(3), 4, CODEC)).hasValue(ItemResult.of(null));
        assertThat(ItemResult.read(error.stored(3), 3, CODEC)).hasValue(error);
        assertThat(ItemResult.read(error.stored(3), 4, CODEC))
                .as("the node's next try does failed items again")
                .isEmpty();
    }

    /** Whatever happens in whatever order: each item has one result, and never more than allowed are under way. */
    @RepeatedTest(50)
    void everyItemComesToOneResult() {
        Random random = new Random();
        count = random.nextInt(60);
        concurrency = 1 + random.nextInt(10);
        collect = true;
        maxOutput = 100_000;
        timeout = Duration.ofMillis(50);
        retry = new Retry(
                2, Duration.ofMillis(20), Retry.Backoff.LINEAR, Duration.ofMinutes(1), 0, Set.of("server", "timeout"));
        Loop loop = loop();
        Set<Try> begun = new HashSet<>();
        List<Try> running = new ArrayList<>();
        Set<Integer> unkept = new HashSet<>();
        for (int step = 0; !loop.over(); step++) {
            assertThat(step).isLessThan(100_000);
            now += random.nextInt(15);
            running.removeAll(loop.passed(now));
            for (Try attempt : loop.begin(now)) {
                assertThat(begun.add(attempt)).as("%s begins once", attempt).isTrue();
                running.add(attempt);
                unkept.add(attempt.index());
            }
            assertThat(unkept.size()).isLessThanOrEqualTo(concurrency);
            if (!running.isEmpty()) {
                Try attempt = running.remove(random.nextInt(running.size()));
                switch (random.nextInt(3)) {
                    case 0 -> loop.succeeded(attempt, output(attempt.index()));
                    case 1 -> loop.failed(attempt, SERVER, null, now);
                    default -> loop.waits(attempt, now + random.nextInt(80));
                }
            }
            if (random.nextBoolean()) {
                unkept.removeAll(loop.unkept().keySet());
                keepAll(loop);
            }
        }

        assertThat(loop.results().keySet())
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
        assertThat(loop.output()).hasSize(count);
    }
}
