package io.flowcast.executor.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowcast.events.ExecutionId;
import io.flowcast.executor.engine.ExecutionRun;
import io.flowcast.executor.engine.TestExecutor;
import io.flowcast.executor.store.InMemoryExecutionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two threads that an executor can't do without, on a store that fails them. */
@Timeout(20)
class ClaimAndRenewTest {

    private static final Duration POLL = Duration.ofMillis(20);

    private final InMemoryExecutionStore store =
            new InMemoryExecutionStore(System::currentTimeMillis, TestExecutor.LEASE, "executor-1");
    private final TestExecutor executor = new TestExecutor("executor-1", TestExecutor.STEP, store);
    private final TestExecutor gone = new TestExecutor("executor-2", TestExecutor.STEP, store.as("executor-2"));
    private final Claimer claimer = new Claimer(store, executor.executions, System::currentTimeMillis, POLL);
    private final Renewals renewals = new Renewals(store, executor.executions, POLL);
    private final List<ExecutionId> left = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void anExecutorLeavesFiveExecutions() {
        for (int i = 0; i < 5; i++) {
            left.add(gone.start("01JD8Q4GZ3T9X6N2R5V7W1Y0A" + i));
        }
    }

    @AfterEach
    void stop() {
        threads.forEach(Thread::interrupt);
        gone.close();
        executor.close();
    }

    private Thread run(Runnable loop) {
        Thread thread = Thread.ofVirtual().start(loop);
        threads.add(thread);
        return thread;
    }

    @Test
    void aClaimWhoseAnswerIsLostKeepsItsPlacesTillItIsAnswered() {
        Claimer slow = new Claimer(store, executor.executions, System::currentTimeMillis, Duration.ofSeconds(10));
        left.forEach(store::makeDue);
        store.loseNextAnswer();
        Thread claiming = run(slow);
        await().until(() -> claiming.getState() == Thread.State.TIMED_WAITING);

        // Others must not get what the repeated claim will need.
        int others = executor.executions.takePlaces(8);
        slow.wake();

        await().until(() -> executor.executions.running() == 5);
        executor.executions.putBack(others);
        await().until(() -> executor.executions.takePlaces(10) == 5);
        assertThat(claiming.isAlive()).isTrue();
    }

    /** Till its own definitions are in Redis: what they are named by would be unknown. */
    @Test
    void nothingIsTakenUpBeforeItMayBegin() {
        executor.begun(false);
        Claimer early = new Claimer(store, executor.executions, System::currentTimeMillis, Duration.ofSeconds(10));
        left.forEach(store::makeDue);
        int asked = store.asked();
        Thread claiming = run(early);
        await().until(() -> claiming.getState() == Thread.State.TIMED_WAITING);
        assertThat(executor.executions.takePlace())
                .as("for one that is started")
                .isFalse();
        assertThat(store.asked()).isEqualTo(asked);

        executor.begun(true);
        early.wake();

        await().until(() -> executor.executions.running() == 5);
    }

    @Test
    void claimingGoesOnAfterACallThatWasRefused() {
        store.refuseNextCall();
        run(claimer);

        left.forEach(store::makeDue);

        await().until(() -> executor.executions.running() == 5);
    }

    @Test
    void whoComesTooLateAgainAndAgainDoesNotAskEachTime() {
        Claimer late = new Claimer(store, executor.executions, System::currentTimeMillis, Duration.ofSeconds(10));
        run(late);
        long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofMillis(200).toNanos()) {
            late.wake();
            Thread.onSpinWait();
        }
        assertThat(store.asked()).isBetween(1, 60);

        store.makeDue(left.getFirst());
        late.wake();
        await().until(() -> executor.executions.running() == 1);
    }

    @Test
    void renewingGoesOnAfterACallThatWasRefused() {
        ExecutionId mine = executor.start("01JD8Q4GZ3T9X6N2R5V7W1Y0B0");
        store.refuseNextCall();
        store.makeDue(mine);

        run(renewals);

        await().until(() -> store.due(mine).orElseThrow() > System.currentTimeMillis() + 1_000);
    }

    @Test
    void aBurstIsSharedAndWhatNobodyHasRoomForWaitsForWhoeverHasItFirst() throws InterruptedException {
        gone.executions.runs().forEach(ExecutionRun::halt);
        await().until(() -> gone.executions.running() == 0);
        left.forEach(store::forget);
        gone.attempts.clear();
        List<ExecutionId> burst = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            burst.add(gone.queue("01JD8Q4GZ3T9X6N2R5V7W1Y" + (100 + i)));
        }
        Claimer others = new Claimer(store.as("executor-2"), gone.executions, System::currentTimeMillis, POLL);
        executor.executions.onRoom(claimer::wake);
        gone.executions.onRoom(others::wake);

        run(claimer);
        run(others);

        await().until(() -> executor.executions.running() == 10 && gone.executions.running() == 10);
        assertThat(burst.stream().filter(id -> executor.status(id).equals("pending")))
                .hasSize(5);
        for (int i = 0; i < 5; i++) {
            gone.attempts.take().succeed();
        }
        await().until(() -> burst.stream().noneMatch(id -> executor.status(id).equals("pending")));
        assertThat(executor.executions.running()).isEqualTo(10);
        assertThat(gone.executions.running()).isEqualTo(10);
    }
}
