package io.flowcast.systemtests.chaos;

import io.flowcast.systemtests.harness.FaultyLink;
import io.flowcast.systemtests.harness.SentinelSet;
import io.flowcast.systemtests.harness.SentinelSet.Member;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls a primary whom Sentinels look after, its replicas, and those who look. */
enum FailoverFault implements Fault {
    /** Another one replaces it; then it comes back, with what it alone has, and takes itself for the primary till it is told. */
    PRIMARY_LOST {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Member primary = stage.topology().primary();
            primary.server().kill();
            awaitAnother(stage, primary);
            primary.server().restart();
        }
    },
    /** {@code SENTINEL FAILOVER}. */
    PRIMARY_HANDED_OVER {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Member primary = stage.topology().primary();
            if (sentinels(stage).handOver()) {
                awaitAnother(stage, primary);
            }
        }
    },
    /** Another one replaces it while it stands still; then it goes on where it was, and answers what was sent to it meanwhile. */
    PRIMARY_STALE {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Member primary = stage.topology().primary();
            primary.server().suspend();
            try {
                awaitAnother(stage, primary);
                Thread.sleep(Fault.millis(random, 0, 2_000));
            } finally {
                primary.server().resume();
            }
        }
    },
    /** Nobody reaches it, and it reaches nobody; then what was sent to it comes after all. */
    PRIMARY_ISOLATED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Member primary = stage.topology().primary();
            FaultyLink link = Stage.linkTo(primary);
            link.swallow(true);
            awaitAnother(stage, primary);
            Thread.sleep(Fault.millis(random, 0, 2_000));
            link.swallow(false);
        }
    },
    REPLICA_KILLED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Member replica = replica(stage, random);
            replica.server().kill();
            Thread.sleep(Fault.millis(random, 0, 3_000));
            replica.server().restart();
        }
    },
    /** It lags, by more than a primary may bear. */
    REPLICA_PAUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.paused(replica(stage, random).server(), Fault.millis(random, 500, 5_000));
        }
    },
    SENTINEL_KILLED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException {
            sentinels(stage).killSentinel(random.nextInt(1_000));
            Thread.sleep(Fault.millis(random, 0, 3_000));
            sentinels(stage).restartSentinels();
        }
    };

    private static final Duration FAILED_OVER = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(100);

    private static SentinelSet sentinels(Stage stage) {
        return stage.topology().sentinels().orElseThrow();
    }

    private static Member replica(Stage stage, RandomGenerator random) {
        Member primary = stage.topology().primary();
        List<Member> replicas = sentinels(stage).members().stream()
                .filter(member -> !member.equals(primary))
                .toList();
        return replicas.get(random.nextInt(replicas.size()));
    }

    /** Not for ever: Sentinels may have reasons not to, such as another failover just now. */
    private static void awaitAnother(Stage stage, Member primary) throws InterruptedException {
        long until = System.nanoTime() + FAILED_OVER.toNanos();
        while (stage.topology().primary().equals(primary) && System.nanoTime() < until) {
            Thread.sleep(LOOK);
        }
    }
}
