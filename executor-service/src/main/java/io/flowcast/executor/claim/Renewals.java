package io.flowcast.executor.claim;

import io.flowcast.executor.engine.ExecutionRun;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.Held;
import io.flowcast.executor.store.Renewal;
import io.flowcast.executor.store.Renewed;
import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Prolongs the lease of every execution that runs here, once a period and when woken, in few calls. Runs on a thread of its
 * own; {@link #wake} may be called by any.
 */
final class Renewals implements Runnable {

    private static final Logger LOG = Logger.getLogger(Renewals.class);
    private static final int AT_ONCE = 500;

    private final ExecutionStore store;
    private final Executions executions;
    private final Duration period;
    private final Semaphore woken = new Semaphore(0);
    private boolean reachable = true;

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

    private void renewAll() {
        List<ExecutionRun> runs = new ArrayList<>(executions.runs());
        boolean answered = true;
        for (int from = 0; from < runs.size() && answered; from += AT_ONCE) {
            answered = renewed(runs.subList(from, Math.min(from + AT_ONCE, runs.size())));
        }
        if (answered && !reachable) {
            LOG.info("leases are renewed again");
        }
        reachable = answered;
    }

    /** Whether the store answered: a refusal, which is a bug, must neither end the renewals nor keep others from theirs. */
    private boolean renewed(List<ExecutionRun> runs) {
        try {
            renew(runs, Renewal.KEEP);
            return true;
        } catch (StoreUnavailable e) {
            if (reachable) {
                LOG.warnf("leases cannot be renewed: %s", e.getMessage());
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
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).renewed(outcomes.get(i), sentAt);
        }
    }
}
