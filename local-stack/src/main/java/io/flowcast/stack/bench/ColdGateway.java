package io.flowcast.stack.bench;

import io.flowcast.stack.Stack;
import io.flowcast.stack.bench.FanoutCommand.Effort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** A gateway that has only just become ready, and everybody comes at once with a cursor. */
final class ColdGateway {

    private static final int CONNECTIONS = 5_000;
    private static final int EXECUTIONS = 100;
    private static final int BEFORE = 5;
    private static final int MISSED = 5;

    private final Cores cores;
    private final Effort effort;

    ColdGateway(Cores cores, Effort effort) {
        this.cores = cores;
        this.effort = effort;
    }

    void run() throws IOException, InterruptedException {
        run("the same cursor for all of an execution", i -> BEFORE);
        int executions = effort.scaled(EXECUTIONS);
        run("cursors that differ", i -> 1 + i / executions * 7 % BEFORE);
    }

    private void run(String cursors, IntUnaryOperator cursor) throws IOException, InterruptedException {
        System.err.println("measuring: a cold gateway, " + cursors);
        int connections = effort.scaled(CONNECTIONS);
        long starting = System.nanoTime();
        try (Stack stack = FanoutBench.settings(cores, effort).start();
                RedisAnnouncer announcer = new RedisAnnouncer(stack.redis());
                RedisLink link = new RedisLink(stack.redis());
                Audience audience =
                        new Audience(Audience.Stage.flowcast(stack.gateway(0).port()))) {
            double start = (System.nanoTime() - starting) / 1e9;
            List<Story> stories = Stories.fresh(effort.scaled(EXECUTIONS), BEFORE + MISSED + 1);
            for (Story story : stories) {
                announcer.begin(story);
                for (int i = 1; i < BEFORE + MISSED; i++) {
                    announcer.announce(story);
                }
            }
            announcer.flush();
            List<Story> watched = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                watched.add(stories.get(i % stories.size()));
            }
            long pid = stack.gateway(0).pid();
            Usage from = Usage.of(pid, stack.redis().pid(), link);
            long begun = System.nanoTime();
            Duration opening = audience.open(watched, cursor);
            audience.settle();
            double complete = (System.nanoTime() - begun) / 1e9;
            Usage to = Usage.of(pid, stack.redis().pid(), link);
            Audience.Tally tally = audience.tally();
            System.out.printf(
                    Locale.ROOT,
                    "%ncold gateway (ready %.1f s after its start), %d clients with cursors, %d executions, %s: all answered"
                            + " after %.2f s, all have what they missed after %.2f s; %d reads of logs; %d lost,"
                            + " %d missing, %d twice%n",
                    start,
                    connections,
                    stories.size(),
                    cursors,
                    opening.toNanos() / 1e9,
                    complete,
                    to.calls("xrange") - from.calls("xrange"),
                    tally.lost(),
                    tally.missing(),
                    tally.duplicates());
            if (tally.lost() > 0) {
                System.out.println("  the first connection was lost because: " + audience.failure());
            }
        }
    }
}
