package io.flowcast.executor.claim;

import com.github.f4b6a3.ulid.UlidCreator;
import io.flowcast.executor.engine.Executions;
import io.flowcast.executor.store.Claims;
import io.flowcast.executor.store.ClusterClock;
import io.flowcast.executor.store.ExecutionStore;
import io.flowcast.executor.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes up what is due for as long as there is room: woken by the bell, by room, by the next due time, and at least once a
 * poll. The bell rings for all executors, and one gets what it rings for: those who came too late rest for a moment. Runs on a thread of its own; {@link #wake} may be called by any.
 */
final class Claimer implements Runnable {

    private static final Logger LOG = Logger.getLogger(Claimer.class);
    private static final int AT_ONCE = 100;
    /** After a claim that got nothing: so often at most, in the worst of times, executors ask in vain. */
    private static final Duration REST = Duration.ofMillis(5);

    private final ExecutionStore store;
    private final Executions executions;
    private final ClusterClock clock;
    private final Duration poll;
    private final Semaphore woken = new Semaphore(0);
    private boolean reachable = true;
    /** By the last claim. */
    private boolean gotNothing;

    Claimer(ExecutionStore store, Executions executions, ClusterClock clock, Duration poll) {
        this.store = store;
        this.executions = executions;
        this.clock = clock;
        this.poll = poll;
    }

    void wake() {
        woken.release();
    }

    @Override
    public void run() {
        try {
            String token = token();
            // Kept till the claim is answered: the answer to one that is repeated may be as large as the first time.
            int places = 0;
            while (!executions.draining()) {
                long pause = poll.toMillis();
                if (places == 0) {
                    places = executions.takePlaces(AT_ONCE);
                }
                if (places > 0) {
                    woken.drainPermits();
                    try {
                        pause = claim(places, token);
                        places = 0;
                        token = token();
                        answered();
                        if (gotNothing) {
                            Thread.sleep(REST);
                        }
                    } catch (RuntimeException e) {
                        // The same token again: a claim whose answer was lost strands nothing.
                        unanswered(e);
                    }
                }
                if (pause > 0) {
                    boolean _ = woken.tryAcquire(pause, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims for so many places, and uses them or gives them back; gives how long to rest then, in milliseconds. */
    private long claim(int places, String token) {
        long sentAt = System.nanoTime();
        Claims claims = store.claim(places, token);
        claims.claims().forEach(claim -> executions.takeUp(claim, sentAt));
        gotNothing = claims.claims().isEmpty();
        int unused = places - claims.claims().size();
        if (unused == 0) {
            return 0;
        }
        executions.putBack(unused);
        long untilNext =
                claims.nextDue().isEmpty() ? poll.toMillis() : claims.nextDue().getAsLong() - clock.now();
        return Math.clamp(untilNext, 1, poll.toMillis());
    }

    private void answered() {
        if (!reachable) {
            LOG.info("claiming again");
        }
        reachable = true;
        executions.storeAnswered();
    }

    private void unanswered(RuntimeException e) {
        if (reachable) {
            if (e instanceof StoreUnavailable) {
                LOG.warnf("nothing can be claimed: %s", e.getMessage());
            } else {
                LOG.error("nothing can be claimed", e);
            }
        }
        reachable = false;
    }

    private static String token() {
        return UlidCreator.getUlid().toString();
    }
}
