package io.flowcast.gateway.limit;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** {@link Shares} of a cluster in memory: what Redis keeps, and one replica's way to it. */
final class MemoryShares implements Shares {

    private record Lease(int count, long till) {}

    /** What all replicas share. */
    static final class Cluster {
        private final Map<String, Map<String, Lease>> leases = new HashMap<>();
        private final InstantSource clock;
        private final int limit;
        private final long leaseMillis;

        Cluster(InstantSource clock, int limit, long leaseMillis) {
            this.clock = clock;
            this.limit = limit;
            this.leaseMillis = leaseMillis;
        }

        MemoryShares replica(String name) {
            return new MemoryShares(this, name);
        }

        private int claim(String replica, Claim claim) {
            Map<String, Lease> held = leases.computeIfAbsent(claim.caller(), none -> new HashMap<>());
            held.remove(replica);
            held.values().removeIf(lease -> lease.till <= clock.millis());
            int others = held.values().stream().mapToInt(Lease::count).sum();
            int count = Math.max(claim.open(), Math.min(claim.wanted(), limit - others));
            if (count > 0) {
                held.put(replica, new Lease(count, clock.millis() + leaseMillis));
            }
            return count;
        }
    }

    private final Cluster cluster;
    private final String replica;
    private final List<Runnable> held = new ArrayList<>();
    boolean away;
    /** Whether answers wait for {@link #answer()}. */
    boolean holding;

    int calls;
    int largest;

    private MemoryShares(Cluster cluster, String replica) {
        this.cluster = cluster;
        this.replica = replica;
    }

    @Override
    public void claim(List<Claim> claims, Consumer<Answer> answer) {
        calls++;
        largest = Math.max(largest, claims.size());
        Answer seen = away
                ? new Answer.Unreachable("away")
                : new Answer.Granted(claims.stream()
                        .map(claim -> cluster.claim(replica, claim))
                        .toList());
        if (holding) {
            held.add(() -> answer.accept(seen));
        } else {
            answer.accept(seen);
        }
    }

    void answer() {
        held.removeFirst().run();
    }

    void answerIfAny() {
        if (!held.isEmpty()) {
            answer();
        }
    }
}
