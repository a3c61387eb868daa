package io.flowcast.gateway.bus;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is known of the life of the subscription. Written on the bus' loop; any thread may ask. */
final class Vitals {
    private static final Logger LOG = Logger.getLogger(RedisBus.class);

    private final BusTally tally;
    private final AtomicLong rebuilds = new AtomicLong();

    /** {@link System#nanoTime()} of the last probe that came back. */
    private volatile long heardAt = System.nanoTime();

    private volatile boolean heardEver;
    /** What Redis refuses this replica's user, in Redis' words. */
    private volatile @Nullable String refusal;

    /** Why the connection before this one was lost, until a probe comes back on it; then this is over. Of the loop alone. */
    private @Nullable Loss deafFor;

    private long deafSince;

    Vitals(BusTally tally) {
        this.tally = tally;
    }

    /** A probe came back. */
    void heard() {
        heardAt = System.nanoTime();
        heardEver = true;
        Loss why = deafFor;
        if (why != null) {
            deafFor = null;
            tally.healed(why, Duration.ofNanos(System.nanoTime() - deafSince));
        }
    }

    void lost(Loss reason) {
        rebuilds.incrementAndGet();
        tally.lost(reason);
        if (deafFor == null) {
            // Nothing is known to have come through since the last probe.
            deafSince = heardEver ? heardAt : System.nanoTime();
        }
        deafFor = reason;
    }

    void subscribed() {
        if (deafFor == Loss.REFUSED) {
            refusal = null;
        }
    }

    /** The probe was taken. It says nothing of the right to subscribe. */
    void published() {
        if (deafFor != Loss.REFUSED) {
            refusal = null;
        }
    }

    /** Says it once, however often it is tried. */
    void refused(String what, Throwable failure) {
        String before = refusal;
        refusal = String.valueOf(failure.getMessage());
        if (before == null) {
            LOG.errorf(
                    "Redis refuses %s (%s): no stream can be served until its user has the rights that"
                            + " docs/operations.md names",
                    what, refusal);
        }
    }

    /** How long nothing was heard, on a connection that is so old ({@link System#nanoTime()} of its beginning). */
    Duration silence(long connectedAt) {
        return Duration.ofNanos(System.nanoTime() - Math.max(heardAt, connectedAt));
    }

    /** How long ago the last probe came back; since the start where none ever did. */
    Duration probeAge() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    boolean alive(Duration within) {
        return heardEver && refusal == null && probeAge().compareTo(within) <= 0;
    }

    @Nullable
    String refusal() {
        return refusal;
    }

    long rebuilds() {
        return rebuilds.get();
    }
}
