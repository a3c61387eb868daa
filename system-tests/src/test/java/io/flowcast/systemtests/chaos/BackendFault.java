package io.flowcast.systemtests.chaos;

import io.flowcast.systemtests.harness.FaultyLink;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls the way from executors to those whom nodes call: whether a call arrived, or was answered, nobody knows. */
enum BackendFault implements Fault {
    CALLS_CUT {
        @Override
        public void strike(Stage stage, RandomGenerator random) {
            stage.backendLink().reset();
        }
    },
    CALLS_REFUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.refused(link(stage), Fault.millis(random, 100, 1_500));
        }
    },
    CALLS_SWALLOWED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.swallowed(link(stage), Fault.millis(random, 500, 6_000));
        }
    },
    CALLS_SLOW {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.slow(link(stage), Fault.millis(random, 50, 1_000), Fault.millis(random, 500, 5_000));
        }
    };

    private static List<FaultyLink> link(Stage stage) {
        return List.of(stage.backendLink());
    }
}
