package io.flowcast.stack.bench;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.bench.EngineCommand.Effort;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.Service;
import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One executor under load, and with nothing to do. */
final class EngineBench {

    /** Little heap, for the executions under way are all it holds; the caches of the compiler take as much again. */
    static final List<String> JVM = List.of("-Xmx128m");

    private static final int STEPS = 10;
    private static final String TEN_STEPS = "{\"workflowId\":\"ten-steps\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(20);
    /** Until a load that begins on a warm executor is level. */
    private static final Duration AGAIN = Duration.ofSeconds(2);
    /** Between two samples under load. */
    private static final Duration SAMPLE = Duration.ofMillis(15);

    private final Cores cores;
    private final Effort effort;
    private final List<String> rates = new ArrayList<>();
    private final List<String> latencies = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    EngineBench(Cores cores, Effort effort) {
        this.cores = cores;
        this.effort = effort;
    }

    void run() throws IOException, InterruptedException {
        measure(true);
        measure(false);
        System.out.printf("%nTen-step chain, %d executions under way, each figure per step%n", effort.inFlight());
        System.out.println(Rate.head());
        rates.forEach(System.out::println);
        System.out.println();
        System.out.println(Timings.head());
        latencies.forEach(System.out::println);
        System.out.println();
        others.forEach(System.out::println);
    }

    private void measure(boolean merged) throws IOException, InterruptedException {
        String what = merged ? "merged steps" : "each step a commit";
        System.err.println("measuring: " + what);
        try (Stack stack = settings(cores, merged).start();
                RedisLink redis = new RedisLink(stack.redis())) {
            Service executor = stack.executor(0);
            if (merged) {
                note("Redis " + redis.info("redis_version") + ", allocator " + redis.info("mem_allocator"));
                idleCommands(stack, redis);
            }
            try (Load load = new Load(executor.port(), TEN_STEPS, stack.redis(), effort.inFlight())) {
                load.run(effort.warmUp());
                rates.add(rate(stack, redis, load, what + ", AOF everysec"));
                latencies.add(loaded(stack, load, what));
            }
            // Before the file is switched off and on: to write it anew would be measured as well.
            latencies.add(idle(stack, what));
            redis.ask("CONFIG", "SET", "appendonly", "no");
            try (Load load = new Load(executor.port(), TEN_STEPS, stack.redis(), effort.inFlight())) {
                load.run(AGAIN);
                rates.add(rate(stack, redis, load, what + ", AOF off"));
            }
            Usage.residentMiB(executor.pid())
                    .ifPresent(mib -> note("resident after that load, " + what + ": " + mib + " MiB"));
        }
    }

    static StackSettings settings(Cores cores, boolean merged) {
        return Stack.settings()
                .executors(1)
                .gateways(0)
                .jvmOptions(JVM)
                .wrapper(ServiceKind.EXECUTOR, cores.measured())
                .property(ServiceKind.EXECUTOR, "flowcast.engine.merge-for", merged ? "20ms" : "0s");
    }

    private String rate(Stack stack, RedisLink redis, Load load, String what) throws IOException, InterruptedException {
        long pid = stack.executor(0).pid();
        Usage from = Usage.of(pid, stack.redis().pid(), redis);
        long ended = Load.ended(redis);
        load.run(effort.measured());
        Usage to = Usage.of(pid, stack.redis().pid(), redis);
        String row = new Rate((Load.ended(redis) - ended) * (double) STEPS, from, to).row(what);
        System.err.println(row);
        return row;
    }

    /** Some more executions among those of the load. */
    private String loaded(Stack stack, Load load, String what) throws IOException, InterruptedException {
        Timings timings = new Timings("POST to last event, saturated, " + what);
        try (Ends ends = new Ends(stack.redis());
                Submissions submissions = new Submissions(stack.executor(0).port(), TEN_STEPS)) {
            for (int i = 0; i < effort.singly(); i++) {
                timings.add(latency(submissions, ends));
                load.run(SAMPLE);
            }
        }
        return timings.row();
    }

    private String idle(Stack stack, String what) throws IOException, InterruptedException {
        Timings timings = new Timings("POST to last event, idle, " + what);
        try (Ends ends = new Ends(stack.redis());
                Submissions submissions = new Submissions(stack.executor(0).port(), TEN_STEPS)) {
            for (int i = 0; i < effort.singly(); i++) {
                timings.add(latency(submissions, ends));
            }
        }
        return timings.row();
    }

    private static long latency(Submissions submissions, Ends ends) throws IOException, InterruptedException {
        long sent = System.nanoTime();
        String id = submissions.submit();
        return ends.of(id, PATIENCE) - sent;
    }

    private void idleCommands(Stack stack, RedisLink redis) throws IOException, InterruptedException {
        RedisServer server = stack.redis();
        Usage from = Usage.of(stack.executor(0).pid(), server.pid(), redis);
        Thread.sleep(IDLE);
        Usage to = Usage.of(stack.executor(0).pid(), server.pid(), redis);
        note(String.format(
                Locale.ROOT,
                "Redis commands a second with nothing to do: %.1f",
                (to.commands() - from.commands()) / from.seconds(to)));
    }

    private void note(String line) {
        others.add(line);
    }
}
