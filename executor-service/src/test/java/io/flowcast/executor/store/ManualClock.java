package io.flowcast.executor.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. Any thread may use it. */
public final class ManualClock implements ClusterClock {

    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);

    @Override
    public long now() {
        return millis.get();
    }

    public void set(long epochMillis) {
        millis.set(epochMillis);
    }

    public void advance(Duration duration) {
        millis.addAndGet(duration.toMillis());
    }
}
