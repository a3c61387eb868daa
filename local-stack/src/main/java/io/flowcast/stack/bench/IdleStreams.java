package io.flowcast.stack.bench;

import io.flowcast.stack.Stack;
import io.flowcast.stack.bench.FanoutCommand.Effort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a stream costs on which nothing happens: memory, and CPU for its signs of life. */
final class IdleStreams {

    private static final int CONNECTIONS = 18_000;
    private static final int EXECUTIONS = 1_800;
    private static final int WARM_UP = 2_000;

    private final Cores cores;
    private final Effort effort;

    IdleStreams(Cores cores, Effort effort) {
        this.cores = cores;
        this.effort = effort;
    }

    void run() throws IOException, InterruptedException {
        System.err.println("measuring: idle streams");
        int connections = effort.scaled(CONNECTIONS);
        try (Stack stack = FanoutBench.settings(cores, effort).start();
                RedisAnnouncer announcer = new RedisAnnouncer(stack.redis());
                RedisLink link = new RedisLink(stack.redis())) {
            long pid = stack.gateway(0).pid();
            Audience.Stage stage = Audience.Stage.flowcast(stack.gateway(0).port());
            List<Story> stories = Stories.fresh(effort.scaled(EXECUTIONS), 10);
            for (Story story : stories) {
                announcer.begin(story);
            }
            announcer.flush();
            try (Audience first = new Audience(stage)) {
                first.open(watched(stories, effort.scaled(WARM_UP)), i -> 0);
                first.settle();
            }
            Thread.sleep(Duration.ofSeconds(2));
            Footprint empty = Footprint.ofJvm(pid);
            try (Audience audience = new Audience(stage)) {
                Duration opening = audience.open(watched(stories, connections), i -> 0);
                audience.settle();
                Usage from = Usage.of(pid, stack.redis().pid(), link);
                Thread.sleep(effort.measured());
                Usage to = Usage.of(pid, stack.redis().pid(), link);
                Footprint full = Footprint.ofJvm(pid);
                Audience.Tally tally = audience.tally();
                System.out.printf(
                        Locale.ROOT,
                        "%n%d idle streams of %d executions: %.2f KiB resident and %.0f bytes of live heap each;"
                                + " %.2f %% of a core; opened at %.0f/s; %d lost, %d missing%n",
                        connections,
                        stories.size(),
                        (full.residentKiB() - empty.residentKiB()) / (double) connections,
                        (full.liveBytes() - empty.liveBytes()) / (double) connections,
                        100 * to.process().minus(from.process()).toNanos() / 1e9 / from.seconds(to),
                        connections / (opening.toNanos() / 1e9),
                        tally.lost(),
                        tally.missing());
                System.out.printf(
                        Locale.ROOT,
                        "the process before, with %d streams gone again: %.1f MiB resident, %.1f MiB of live heap;"
                                + " with them: %.1f and %.1f%n",
                        effort.scaled(WARM_UP),
                        empty.residentKiB() / 1024.0,
                        empty.liveBytes() / 1048576.0,
                        full.residentKiB() / 1024.0,
                        full.liveBytes() / 1048576.0);
            }
        }
    }

    private static List<Story> watched(List<Story> stories, int connections) {
        List<Story> watched = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            watched.add(stories.get(i % stories.size()));
        }
        return watched;
    }
}
