package io.flowcast.stack.bench;

import io.flowcast.stack.Stack;
import io.flowcast.stack.StackSettings;
import io.flowcast.stack.bench.FanoutCommand.Effort;
import io.flowcast.stack.redis.RedisServer;
import io.flowcast.stack.service.ServiceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Events at a fixed rate to streams that are all read as fast as they come. */
final class FanoutBench {

    private static final int CONNECTIONS = 10_000;
    private static final int FILES = 20_000;

    private final Cores cores;
    private final Effort effort;
    private boolean headed;

    FanoutBench(Cores cores, Effort effort) {
        this.cores = cores;
        this.effort = effort;
    }

    /**
     * Who watches what.
     *
     * @param rate events a second in all
     */
    private record Scene(String name, int executions, int connections, int rate) {}

    void one() throws IOException, InterruptedException {
        flowcast(
                new Scene("one execution", 1, effort.scaled(CONNECTIONS), 20),
                new Scene("one execution", 1, effort.scaled(CONNECTIONS), 50));
    }

    void many() throws IOException, InterruptedException {
        int each = effort.scaled(CONNECTIONS);
        flowcast(new Scene("many executions", each, each, effort.scaled(20_000)));
    }

    void light() throws IOException, InterruptedException {
        int each = effort.scaled(1_000);
        flowcast(new Scene("many executions", each, each, each));
    }

    /** As {@link #one()}, at the rate that it can take. */
    void nchan() throws IOException, InterruptedException {
        try (RedisServer redis = RedisServer.start()) {
            Optional<Nchan> found = Nchan.start(cores, redis, FILES);
            if (found.isEmpty()) {
                System.out.println("Nchan is left out: nginx with its module is not installed here.");
                return;
            }
            try (Nchan nchan = found.get();
                    Audience audience = new Audience(nchan.stage());
                    Announcer announcer = new NchanAnnouncer(nchan.port())) {
                Scene scene = new Scene("Nchan with Redis, one channel", 1, effort.scaled(CONNECTIONS), 20);
                measure(scene, stories(scene), audience, announcer, nchan.pid(), redis);
            }
        }
    }

    static StackSettings settings(Cores cores, Effort effort) {
        List<String> options = new ArrayList<>(List.of("-Xmx256m"));
        options.addAll(effort.jvm());
        return Stack.settings()
                .executors(0)
                .gateways(1)
                .jvmOptions(options)
                .wrapper(ServiceKind.GATEWAY, cores.measured())
                // One event loop for one core: by default there are two of them for each.
                .property(ServiceKind.GATEWAY, "quarkus.vertx.event-loops-pool-size", "1")
                .property(ServiceKind.GATEWAY, "flowcast.stream.max-connections", Integer.toString(FILES));
    }

    private void flowcast(Scene... scenes) throws IOException, InterruptedException {
        try (Stack stack = settings(cores, effort).start()) {
            for (Scene scene : scenes) {
                try (Audience audience = new Audience(
                                Audience.Stage.flowcast(stack.gateway(0).port()));
                        RedisAnnouncer announcer = new RedisAnnouncer(stack.redis())) {
                    List<Story> stories = stories(scene);
                    for (Story story : stories) {
                        announcer.begin(story);
                    }
                    announcer.flush();
                    measure(
                            scene,
                            stories,
                            audience,
                            announcer,
                            stack.gateway(0).pid(),
                            stack.redis());
                }
            }
        }
    }

    private List<Story> stories(Scene scene) {
        long seconds = effort.warmUp().plus(effort.measured()).toSeconds();
        int events = Math.toIntExact(2 * (seconds + 5) * scene.rate() / scene.executions() + 10);
        return Stories.fresh(scene.executions(), events);
    }

    private void measure(
            Scene scene, List<Story> stories, Audience audience, Announcer announcer, long pid, RedisServer redis)
            throws IOException, InterruptedException {
        System.err.printf("measuring: %s, %d streams, %d events/s%n", scene.name(), scene.connections(), scene.rate());
        try (RedisLink link = new RedisLink(redis)) {
            List<Story> watched = new ArrayList<>();
            for (int i = 0; i < scene.connections(); i++) {
                watched.add(stories.get(i % stories.size()));
            }
            Duration opening = audience.open(watched, 0);
            Pace.tell(announcer, stories, scene.rate(), effort.warmUp());
            audience.settle();
            audience.reset();
            long before = audience.tally().events();
            Usage from = Usage.of(pid, redis.pid(), link);
            Pace.tell(announcer, stories, scene.rate(), effort.measured());
            long during = audience.tally().events();
            double seconds = from.seconds(Usage.of(pid, redis.pid(), link));
            audience.settle();
            Usage to = Usage.of(pid, redis.pid(), link);
            Audience.Tally tally = audience.tally();
            double delivered = tally.events() - before;
            print(scene, tally, opening, (during - before) / seconds, delivered, from, to);
            if (tally.lost() > 0) {
                System.out.println("  the first connection was lost because: " + audience.failure());
            }
        }
    }

    private void print(
            Scene scene,
            Audience.Tally tally,
            Duration opening,
            double deliveriesPerSecond,
            double delivered,
            Usage from,
            Usage to) {
        if (!headed) {
            headed = true;
            System.out.printf(
                    "%n%-52s %12s %8s %8s %8s %8s %8s %8s %8s %6s %8s%n",
                    "milliseconds from publish to receipt",
                    "deliveries/s",
                    "CPU s/M",
                    "p50",
                    "p99",
                    "p99.9",
                    "max",
                    "missing",
                    "twice",
                    "lost",
                    "opened/s");
        }
        double cpu = to.process().minus(from.process()).toNanos() / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-52s %12.0f %8.2f %8.2f %8.2f %8.2f %8.2f %8d %8d %6d %8.0f%n",
                "%s, %d streams, %d/s".formatted(scene.name(), scene.connections(), scene.rate()),
                deliveriesPerSecond,
                cpu / (delivered / 1e6),
                tally.latencies().at(0.5),
                tally.latencies().at(0.99),
                tally.latencies().at(0.999),
                tally.latencies().max(),
                tally.missing(),
                tally.duplicates(),
                tally.lost(),
                scene.connections() / (opening.toNanos() / 1e9));
    }
}
