package io.flowcast.executor.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Redis' clock, read off the answers that carry its time, with this process's monotonic clock in between; the wall clock
 * of this machine before the first answer. Right to within half the shortest round trip. Any thread may call it.
 */
@ApplicationScoped
public class RedisClock implements ClusterClock {

    /** Two clocks may drift apart by this much, so that an old sample is worth less. */
    private static final double DRIFT = 1e-4;

    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier monotonic;

    private volatile @Nullable Sample best; // written under this

    public RedisClock() {
        this(System::nanoTime);
    }

    RedisClock(LongSupplier monotonic) {
        this.monotonic = monotonic;
    }

    @Override
    public long now() {
        Sample sample = best;
        return sample == null ? System.currentTimeMillis() : sample.at(monotonic.getAsLong());
    }

    @Override
    public boolean isKnown() {
        return best != null;
    }

    /** Nanoseconds of the monotonic clock, to be taken before a call and handed to {@link #observe}. */
    long mark() {
        return monotonic.getAsLong();
    }

    /**
     * @param sent when the call began
     * @param redisMillis the time that its answer carries
     */
    synchronized void observe(long sent, long redisMillis) {
        long received = monotonic.getAsLong();
        Sample sample = new Sample(redisMillis, sent + (received - sent) / 2, received - sent);
        Sample known = best;
        if (known == null || sample.uncertainty(received) <= known.uncertainty(received) || sample.refutes(known)) {
            best = sample;
        }
    }

    /**
     * Redis' clock showed {@code millis} at about {@code middle}.
     *
     * @param middle of the round trip, in nanoseconds of the monotonic clock
     */
    private record Sample(long millis, long middle, long roundTrip) {

        long at(long nanos) {
            return millis + Math.floorDiv(nanos - middle, NANOS);
        }

        double uncertainty(long nanos) {
            return roundTrip / 2.0 + (nanos - middle) * DRIFT;
        }

        /** Whether the other can't be true: Redis' clock was set, or another Redis answers now. */
        boolean refutes(Sample other) {
            double apart = Math.abs(other.at(middle) - millis) * (double) NANOS;
            return apart > uncertainty(middle) + other.uncertainty(middle) + 2 * NANOS;
        }
    }
}
