package io.flowcast.systemtests.chaos;

import io.flowcast.stack.service.Service;
import io.flowcast.systemtests.harness.WrongClocks;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What befalls executors and gateways. Whoever is started anew has the right time, unless its clock is what goes wrong. */
enum ServiceFault implements Fault {
    EXECUTOR_KILLED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            killed(stage, one(stage.stack().executors(), random), random);
        }
    },
    GATEWAY_KILLED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            killed(stage, one(stage.stack().gateways(), random), random);
        }
    },
    EXECUTOR_REPLACED {
        @Override
        public void strike(Stage stage, RandomGenerator random) {
            replaced(stage, one(stage.stack().executors(), random));
        }
    },
    GATEWAY_REPLACED {
        @Override
        public void strike(Stage stage, RandomGenerator random) {
            replaced(stage, one(stage.stack().gateways(), random));
        }
    },
    /** Mostly for longer than its leases. */
    EXECUTOR_PAUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.paused(one(stage.stack().executors(), random), Fault.millis(random, 1_000, 9_000));
        }
    },
    GATEWAY_PAUSED {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            Fault.paused(one(stage.stack().gateways(), random), Fault.millis(random, 500, 5_000));
        }
    },
    EXECUTOR_CLOCK_WRONG {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            misled(stage, one(stage.stack().executors(), random), random);
        }
    },
    GATEWAY_CLOCK_WRONG {
        @Override
        public void strike(Stage stage, RandomGenerator random) throws InterruptedException {
            misled(stage, one(stage.stack().gateways(), random), random);
        }
    };

    private static final int MOST_OFF_SECONDS = 2 * 3_600;

    boolean needsClocks() {
        return this == EXECUTOR_CLOCK_WRONG || this == GATEWAY_CLOCK_WRONG;
    }

    private static Service one(List<Service> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }

    private static void killed(Stage stage, Service service, RandomGenerator random) throws InterruptedException {
        service.kill();
        Thread.sleep(Fault.millis(random, 0, 4_000));
        replaced(stage, service);
    }

    private static void replaced(Stage stage, Service service) {
        stage.clocks().ifPresent(clocks -> clocks.right(service));
        service.restart();
    }

    /** Started with a time that is up to two hours off, it jumps to another one, and stays there. */
    private static void misled(Stage stage, Service service, RandomGenerator random) throws InterruptedException {
        WrongClocks clocks = stage.clocks().orElseThrow();
        clocks.set(service, off(random));
        service.restart();
        Thread.sleep(Fault.millis(random, 0, 2_000));
        clocks.set(service, off(random));
    }

    private static Duration off(RandomGenerator random) {
        return Duration.ofSeconds(random.nextInt(-MOST_OFF_SECONDS, MOST_OFF_SECONDS));
    }
}
