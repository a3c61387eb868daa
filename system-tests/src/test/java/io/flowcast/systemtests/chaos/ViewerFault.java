package io.flowcast.systemtests.chaos;

import io.flowcast.systemtests.harness.FaultyLink;
import io.flowcast.systemtests.harness.FaultyLink.End;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls the network between those who watch or give commands and the gateways, or the balancer before them. */
enum ViewerFault implements Fault {
    VIEWERS_CUT {
        @Override
        public void strike(Stage stage, RandomGenerator random) {
            some(stage, random).forEach(FaultyLink::reset);
        }
    },
    VIEWERS_REFUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.refused(some(stage, random), Fault.millis(random, 200, 3_000));
        }
    },
    VIEWERS_SWALLOWED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.swallowed(some(stage, random), Fault.millis(random, 500, 6_000));
        }
    },
    VIEWERS_SLOW {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.slow(some(stage, random), Fault.millis(random, 5, 300), Fault.millis(random, 500, 5_000));
        }
    },
    VIEWERS_LOSSY {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.lossy(some(stage, random), random.nextInt(5, 40), Fault.millis(random, 1_000, 6_000));
        }
    },
    /** Those who watch are gone, and no gateway is told. */
    VIEWERS_HALF_OPEN {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            halfOpen(some(stage, random), End.CLIENT, Fault.millis(random, 1_000, 8_000));
        }
    },
    /** The gateway's end is gone, and those who watch are not told. */
    GATEWAYS_HALF_OPEN {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            halfOpen(some(stage, random), End.SERVER, Fault.millis(random, 1_000, 8_000));
        }
    };

    /** One way in, or all of them. */
    private static List<FaultyLink> some(Stage stage, RandomGenerator random) {
        List<FaultyLink> all = stage.links();
        int which = random.nextInt(all.size() + 1);
        return which == all.size() ? all : List.of(all.get(which));
    }

    private static void halfOpen(List<FaultyLink> links, End gone, Duration time) throws InterruptedException {
        links.forEach(link -> link.halfOpen(gone));
        Thread.sleep(time);
        links.forEach(FaultyLink::heal);
    }
}
