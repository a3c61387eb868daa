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

    /** Events that one who reads nothing is sent at once: more than its connection takes, some megabytes of it the kernel. */
    private static final int BEHIND = 15_000;
    /** Until it is full. */
    private static final int MOST_SECONDS = 20;

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

    /** Whom it is measured on. */
    private record Subject(long pid, RedisServer redis, Audience audience, Announcer announcer) {}

    /** What has to be so before it is measured. */
    private interface Condition {
        void await() throws IOException, InterruptedException;
    }

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

    /** The same with and without one who reads nothing. */
    void stalled() throws IOException, InterruptedException {
        Scene scene = new Scene("one execution", 1, effort.scaled(CONNECTIONS), 50);
        flowcast(scene);
        Story story = Stories.fresh(1, events(scene) + BEHIND + MOST_SECONDS * scene.rate())
                .getFirst();
        try (Stack stack = settings(cores, effort).start();
                Audience audience =
                        new Audience(Audience.Stage.flowcast(stack.gateway(0).port()));
                RedisAnnouncer announcer = new RedisAnnouncer(stack.redis())) {
            announcer.begin(story);
            for (int i = 1; i < BEHIND; i++) {
                announcer.announce(story);
                announcer.flush();
            }
            try (StalledReader stalled = new StalledReader(stack.gateway(0), story, 0)) {
                Scene behind = new Scene("one more reads nothing", 1, scene.connections(), scene.rate());
                Subject subject = new Subject(stack.gateway(0).pid(), stack.redis(), audience, announcer);
                measure(behind, List.of(story), BEHIND, subject, () -> {
                    for (int i = 0; i < MOST_SECONDS && !stalled.slow(); i++) {
                        Pace.tell(announcer, List.of(story), scene.rate(), Duration.ofSeconds(1));
                    }
                    if (!stalled.slow()) {
                        throw new IllegalStateException("the stalled reader still has room for what is sent to it");
                    }
                });
                System.out.println(
                        stalled.slow()
                                ? "  the stalled reader was left to the log before the measurement, and still was after"
                                : "  the stalled reader was closed while it was measured");
            }
        }
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
                measure(scene, stories(scene), 0, new Subject(nchan.pid(), redis, audience, announcer), () -> {});
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
                .property(ServiceKind.GATEWAY, "flowcast.stream.warm-up", "1000")
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
                    long pid = stack.gateway(0).pid();
                    measure(scene, stories, 0, new Subject(pid, stack.redis(), audience, announcer), () -> {});
                }
            }
        }
    }

    private List<Story> stories(Scene scene) {
        return Stories.fresh(scene.executions(), events(scene));
    }

    /** More than each of its executions will have. */
    private int events(Scene scene) {
        long seconds = effort.warmUp().plus(effort.measured()).toSeconds();
        return Math.toIntExact(2 * (seconds + 5) * scene.rate() / scene.executions() + 10);
    }

    private void measure(Scene scene, List<Story> stories, int after, Subject subject, Condition condition)
            throws IOException, InterruptedException {
        System.err.printf("measuring: %s, %d streams, %d events/s%n", scene.name(), scene.connections(), scene.rate());
        Audience audience = subject.audience();
        try (RedisLink link = new RedisLink(subject.redis())) {
            List<Story> watched = new ArrayList<>();
            for (int i = 0; i < scene.connections(); i++) {
                watched.add(stories.get(i % stories.size()));
            }
            Duration opening = audience.open(watched, i -> after);
            Pace.tell(subject.announcer(), stories, scene.rate(), effort.warmUp());
            condition.await();
            audience.settle();
            audience.reset();
            long before = audience.tally().events();
            Usage from = usage(subject, link);
            Pace.tell(subject.announcer(), stories, scene.rate(), effort.measured());
            long during = audience.tally().events();
            double seconds = from.seconds(usage(subject, link));
            audience.settle();
            Usage to = usage(subject, link);
            Audience.Tally tally = audience.tally();
            double delivered = tally.events() - before;
            print(scene, tally, opening, (during - before) / seconds, delivered, from, to);
            if (tally.refused() > 0) {
                System.out.println("  " + tally.refused() + " times a stream was refused and asked for again");
            }
            if (tally.refused() > 0 || tally.lost() > 0) {
                System.out.println("  the first connection was lost because: " + audience.failure());
            }
        }
    }

    private static Usage usage(Subject subject, RedisLink link) throws IOException {
        return Usage.of(subject.pid(), subject.redis().pid(), link);
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
