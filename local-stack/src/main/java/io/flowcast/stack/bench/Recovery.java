package io.flowcast.stack.bench;

import io.flowcast.stack.Stack;
import io.flowcast.stack.process.Scratch;
import io.flowcast.stack.service.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One of two executors is killed with executions under way that call a backend ten times each, 200 ms a call: when have they
 * ended, and what was done twice?
 */
final class Recovery {

    private static final int EXECUTIONS = 100;
    private static final int STEPS = 10;
    private static final String DEFINITION = "ten-calls.yaml";
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cores cores;
    private final int executions;

    Recovery(Cores cores) {
        this(cores, EXECUTIONS);
    }

    Recovery(Cores cores, int executions) {
        this.cores = cores;
        this.executions = executions;
    }

    void run() throws IOException, InterruptedException {
        System.err.println("measuring: recovery");
        try (Scratch scratch = Scratch.create("bench");
                Stack stack = EngineBench.settings(cores, true)
                        .executors(2)
                        .definitions(definitions(scratch.folder()))
                        .start();
                Ends ends = new Ends(stack.redis())) {
            String body = "{\"workflowId\":\"ten-calls\",\"input\":{\"baseUrl\":\""
                    + stack.backend().url() + "\"}}";
            Service victim = stack.executor(0);
            // The one that takes over has worked before, as it would have where the load is shared.
            try (Submissions beside = new Submissions(stack.executor(1).port(), body)) {
                run(beside, ends, executions);
            }
            try (Submissions submissions = new Submissions(victim.port(), body)) {
                long alone = alone(submissions, ends);
                kill(stack, victim, submissions, ends, alone);
            }
        }
    }

    private static void run(Submissions submissions, Ends ends, int executions)
            throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < executions; i++) {
            ids.add(submissions.submit());
        }
        for (String id : ids) {
            ends.of(id, PATIENCE);
        }
    }

    /** How long one takes by itself; the second, which finds everything warm. */
    private static long alone(Submissions submissions, Ends ends) throws IOException, InterruptedException {
        ends.of(submissions.submit(), PATIENCE);
        long start = System.nanoTime();
        return ends.of(submissions.submit(), PATIENCE) - start;
    }

    private void kill(Stack stack, Service victim, Submissions submissions, Ends ends, long alone)
            throws IOException, InterruptedException {
        int callsBefore = stack.backend().calls().size();
        Map<String, Long> started = new HashMap<>();
        for (int i = 0; i < executions; i++) {
            long start = System.nanoTime();
            started.put(submissions.submit(), start);
        }
        Thread.sleep(UNDER_WAY);
        long killed = System.nanoTime();
        victim.kill();

        Timings beyond = new Timings("last event, after kill -9 and the remaining work");
        long last = 0;
        for (Map.Entry<String, Long> execution : started.entrySet()) {
            long end = ends.of(execution.getKey(), PATIENCE);
            beyond.add(Math.max(0, end - Math.max(killed, execution.getValue() + alone)));
            last = Math.max(last, end - killed);
        }
        int calls = stack.backend().calls().size() - callsBefore;
        System.out.printf("%nkill -9 of an executor with %d executions under way, another beside it%n", executions);
        System.out.println(Timings.head());
        System.out.println(beyond.row());
        System.out.printf(
                "all ended %.1f s after the kill; %d of %d completed; %d nodes started again, %d calls repeated%n",
                last / 1e9,
                completed(stack, started.keySet().stream().toList()),
                executions,
                startedAgain(stack, started.keySet().stream().toList()),
                calls - executions * STEPS);
    }

    private static long completed(Stack stack, List<String> ids) throws IOException {
        try (RedisLink redis = new RedisLink(stack.redis())) {
            long completed = 0;
            for (String id : ids) {
                if (redis.ask("HGET", "flow:{0}:exec:" + id, "status").equals("completed")) {
                    completed++;
                }
            }
            return completed;
        }
    }

    private static long startedAgain(Stack stack, List<String> ids) throws IOException {
        try (RedisLink redis = new RedisLink(stack.redis())) {
            List<Object> entries = new ArrayList<>();
            for (String id : ids) {
                entries.addAll((List<?>) redis.ask("XRANGE", "flow:{0}:log:" + id, "-", "+"));
            }
            long starts = entries.stream()
                    .flatMap(entry -> entry.toString().lines())
                    .filter(line -> line.contains("node.started "))
                    .count();
            return starts - (long) ids.size() * STEPS;
        }
    }

    private static Path definitions(Path folder) throws IOException {
        try (InputStream in = Objects.requireNonNull(Recovery.class.getResourceAsStream(DEFINITION), DEFINITION)) {
            Files.copy(in, folder.resolve(DEFINITION));
        }
        return folder;
    }
}
