package io.flowcast.executor.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SharedReadTest {

    private final SharedRead<Integer> reads = new SharedRead<>();
    private final AtomicInteger version = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void whoAsksWhileOneIsUnderWayGetsWhatIsReadAfterwards() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(() -> reads.get(() -> read(answered)));
            await().until(() -> sent.get() == 1);
            version.set(1);

            List<Thread> asking = new ArrayList<>();
            List<Future<Integer>> later = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                later.add(threads.submit(() -> {
                    synchronized (asking) {
                        asking.add(Thread.currentThread());
                    }
                    return reads.get(() -> read(answered));
                }));
            }
            await().until(() -> {
                synchronized (asking) {
                    return asking.size() == 50
                            && asking.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
                }
            });
            answered.countDown();

            assertThat(first.get(5, TimeUnit.SECONDS)).isZero();
            for (Future<Integer> each : later) {
                assertThat(each.get(5, TimeUnit.SECONDS)).isEqualTo(1);
            }
            assertThat(sent).hasValue(2);
        }
    }

    @Test
    void aReadThatFailsFailsForThoseWhoSharedItAndNobodyElse() {
        assertThatThrownBy(() -> reads.get(() -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");

        assertThat(reads.get(() -> 7)).isEqualTo(7);
    }

    private int read(CountDownLatch answered) {
        int seen = version.get();
        sent.incrementAndGet();
        try {
            answered.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }
}
