package io.flowcast.systemtests.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Faults at random for some time, two at once at most: one of the services, one of Redis and the way to it. What strikes, when and
 * whom follows from the seed alone; what it meets there does not, since processes take the time they take.
 *
 * @param seed of everything that is random
 * @param time for which faults strike
 * @param people who start executions
 */
record Storm(long seed, Duration time, int people) {
    private static final Duration TO_END = Duration.ofMinutes(2);
    private static final int LONGEST_CALM_MILLIS = 2_500;
    private static final List<Fault> OF_SERVICES = Arrays.stream(Fault.values())
            .filter(fault -> fault.name().matches("(EXECUTOR|GATEWAY)_.*"))
            .toList();
    private static final List<Fault> OF_REDIS = Arrays.stream(Fault.values())
            .filter(fault -> !OF_SERVICES.contains(fault))
            .toList();

    /** Rages over the stage, then has everything healed and come to its end. */
    Verdict rage(Stage stage) throws IOException, InterruptedException, ExecutionException {
        RandomGenerator.SplittableGenerator random = RandomGeneratorFactory.<RandomGenerator.SplittableGenerator>of(
                        "L64X128MixRandom")
                .create(seed);
        long until = System.nanoTime() + time.toNanos();
        Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
        try (Audience audience = new Audience(stage, random.split());
                Load load = new Load(stage, one -> audience.watch(one.executionId()))) {
            load.begin(people, random.split());
            try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Void>> raging = List.of(
                        lanes.submit(lane(stage, OF_SERVICES, random.split(), until, struck)),
                        lanes.submit(lane(stage, OF_REDIS, random.split(), until, struck)));
                for (Future<Void> lane : raging) {
                    lane.get();
                }
            } finally {
                stage.heal();
            }
            long healed = System.nanoTime();
            load.end();
            boolean allEnded = audience.leave(TO_END);
            Duration toEnd = Duration.ofNanos(System.nanoTime() - healed);
            return new Verdict(this, stage, load, audience.histories(), struck, allEnded, toEnd);
        }
    }

    private static Callable<Void> lane(
            Stage stage, List<Fault> faults, RandomGenerator random, long until, Map<Fault, Integer> struck) {
        return () -> {
            while (System.nanoTime() < until) {
                Thread.sleep(random.nextInt(LONGEST_CALM_MILLIS));
                Fault fault = faults.get(random.nextInt(faults.size()));
                fault.strike(stage, random);
                synchronized (struck) {
                    struck.merge(fault, 1, Integer::sum);
                }
            }
            return null;
        };
    }
}
