package io.flowcast.systemtests.chaos;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Faults at random for some time, four at once at most: one of the services, one of Redis and the way to it, one of the way from
 * those who watch, one of the way to those whom nodes call. What strikes, when and whom follows from the seed alone; what it meets there does not, since processes take the
 * time they take.
 *
 * @param seed of everything that is random
 * @param time for which faults strike
 * @param people who start executions
 * @param clients who watch at once, about
 * @param faults names of those that strike; empty for all
 */
record Storm(long seed, Duration time, int people, int clients, Set<String> faults) {
    private static final Duration TO_END = Duration.ofMinutes(2);
    private static final int LONGEST_CALM_MILLIS = 2_500;

    /** What repeats it, as far as it can be repeated. */
    String command(Topology.Kind topology, int replicas) {
        String command = "./flowcast chaos --seed " + seed + " --minutes " + Math.ceilDiv(time.toSeconds(), 60)
                + " --clients " + clients + (faults.isEmpty() ? "" : " --faults " + String.join(",", faults));
        return switch (topology) {
            case SINGLE -> command;
            case SENTINEL -> command + " --topology sentinel --replicas " + replicas;
        };
    }

    /** Rages over the stage, then has everything healed and come to its end. */
    Verdict rage(Stage stage) throws IOException, InterruptedException, ExecutionException {
        RandomGenerator.SplittableGenerator random = RandomGeneratorFactory.<RandomGenerator.SplittableGenerator>of(
                        "L64X128MixRandom")
                .create(seed);
        Instant begin = Instant.now();
        long until = System.nanoTime() + time.toNanos();
        Map<String, Integer> struck = new TreeMap<>();
        try (Audience audience = new Audience(stage, clients, random.split());
                Load load = new Load(stage, one -> audience.watch(one.executionId()))) {
            load.begin(people, random.split());
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Void>> raging = new ArrayList<>();
                for (List<? extends Fault> lane : Fault.lanes(stage, faults)) {
                    raging.add(threads.submit(strike(stage, lane, random.split(), until, struck)));
                }
                for (Future<Void> lane : raging) {
                    lane.get();
                }
            } finally {
                stage.heal();
            }
            Instant healed = Instant.now();
            audience.calm();
            load.end();
            if (stage.topology().mayForget()) {
                load.remind();
            }
            boolean allEnded = audience.leave(TO_END);
            Verdict.Times times = new Verdict.Times(begin, healed, Instant.now(), TO_END);
            return new Verdict(this, stage, load, audience, times, struck, allEnded);
        }
    }

    private static Callable<Void> strike(
            Stage stage,
            List<? extends Fault> faults,
            RandomGenerator random,
            long until,
            Map<String, Integer> struck) {
        return () -> {
            while (System.nanoTime() < until) {
                Thread.sleep(random.nextInt(LONGEST_CALM_MILLIS));
                Fault fault = faults.get(random.nextInt(faults.size()));
                String how = fault.name();
                try {
                    fault.strike(stage, random);
                } catch (IOException e) {
                    // Whom it was meant for is gone: a failover may still be under way.
                    how += " (missed)";
                }
                synchronized (struck) {
                    struck.merge(how, 1, Integer::sum);
                }
            }
            return null;
        };
    }
}
