package io.flowcast.executor.claim;

import io.flowcast.executor.engine.ExecutionRun;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.Held;
import io.flowcast.executor.store.Renewal;
import io.flowcast.executor.store.Renewed;
import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Prolongs the lease of every execution that runs here, once a period and when woken, in few calls. Runs on a thread of its
 * own, and on one for each partition meanwhile; {@link #wake} may be called by any.
 */
final class Renewals implements Runnable {

    private static final Logger LOG = Logger.getLogger(Renewals.class);
    private static final int AT_ONCE = 500;

    private final ExecutionStore store;
    private final Executions executions;
    private final Duration period;
    private final Semaphore woken = new Semaphore(0);
    /** Partitions whose renewals are not answered yet. */
    private final Set<Integer> underWay = ConcurrentHashMap.newKeySet();

    private final Set<Integer> unreachable = ConcurrentHashMap.newKeySet();

    Renewals(ExecutionStore store, Executions executions, Duration period) {
        this.store = store;
        this.executions = executions;
        this.period = period;
    }

    /** Renews now: the store may be another one than the last time, and know of older leases. */
    void wake() {
        woken.release();
    }

    @Override
    public void run() {
        try {
            while (true) {
                boolean _ = woken.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS);
                woken.drainPermits();
                renewAll();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Each partition by itself: it may be at a server that is away, and the others must not wait for that. */
    private void renewAll() {
        Map<Integer, List<ExecutionRun>> partitions = executions.runs().stream()
                .collect(Collectors.groupingBy(run -> run.held().id().partition()));
        partitions.forEach((partition, runs) -> {
            if (underWay.add(partition)) {
                Thread.ofVirtual().name("renewals-" + partition).start(() -> {
                    try {
                        renewAll(partition, runs);
                    } finally {
                        underWay.remove(partition);
                    }
                });
            }
        });
    }

    private void renewAll(int partition, List<ExecutionRun> runs) {
        boolean answered = true;
        for (int from = 0; from < runs.size() && answered; from += AT_ONCE) {
            answered = renewed(partition, runs.subList(from, Math.min(from + AT_ONCE, runs.size())));
        }
        if (answered && unreachable.remove(partition)) {
            LOG.infof("leases of partition %d are renewed again", partition);
        }
    }

    /** Whether the store answered: a refusal, which is a bug, must neither end the renewals nor keep others from theirs. */
    private boolean renewed(int partition, List<ExecutionRun> runs) {
        try {
            renew(runs, Renewal.KEEP);
            return true;
        } catch (StoreUnavailable e) {
            if (unreachable.add(partition)) {
                LOG.warnf("leases of partition %d cannot be renewed: %s", partition, e.getMessage());
            }
            return false;
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "the leases of %d executions are not renewed", runs.size());
            return true;
        }
    }

    void renew(List<ExecutionRun> runs, Renewal renewal) {
        List<Held> held = runs.stream().map(ExecutionRun::held).toList();
        long sentAt = System.nanoTime();
        List<Renewed> outcomes = store.renew(held, renewal);
        executions.storeAnswered();
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).renewed(outcomes.get(i), sentAt);
        }
    }
}
