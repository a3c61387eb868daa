package io.flowcast.gateway.limit;

import java.time.Instant;

class MemorySharesTest extends SharesContract {
    private long now;
    private final MemoryShares.Cluster cluster =
            new MemoryShares.Cluster(() -> Instant.ofEpochMilli(now), LIMIT, LEASE_MILLIS);

    @Override
    Shares replica(String name) {
        return cluster.replica(name);
    }

    @Override
    void pass() {
        now += LEASE_MILLIS;
    }
}
