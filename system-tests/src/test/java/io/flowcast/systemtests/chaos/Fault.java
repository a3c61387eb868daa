package io.flowcast.systemtests.chaos;

import io.flowcast.stack.process.OneProcess;
import io.flowcast.systemtests.harness.FaultyLink;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What goes wrong. Each strikes, lasts, and is over when it returns. */
interface Fault {

    String name();

    /** Returns when it is over. */
    void strike(Stage stage, RandomGenerator random) throws IOException, InterruptedException;

    /**
     * Those that can strike here, in groups of which one at a time does.
     *
     * @param wanted names of those that may; empty for all
     */
    static List<List<? extends Fault>> lanes(Stage stage, Set<String> wanted) {
        return all(stage).stream()
                .<List<? extends Fault>>map(lane -> lane.stream()
                        .filter(fault -> wanted.isEmpty() || wanted.contains(fault.name()))
                        .toList())
                .filter(lane -> !lane.isEmpty())
                .toList();
    }

    private static List<List<? extends Fault>> all(Stage stage) {
        List<ServiceFault> ofServices = Arrays.stream(ServiceFault.values())
                .filter(fault -> stage.clocks().isPresent() || !fault.needsClocks())
                .toList();
        List<? extends Fault> ofRedis = Stream.concat(
                        Arrays.stream(RedisFault.values()),
                        stage.topology().sentinels().isPresent()
                                ? Arrays.stream(FailoverFault.values())
                                : Stream.empty())
                .toList();
        return List.of(ofServices, ofRedis, List.of(ViewerFault.values()), List.of(BackendFault.values()));
    }

    static Duration millis(RandomGenerator random, int least, int most) {
        return Duration.ofMillis(random.nextInt(least, most + 1));
    }

    static void paused(OneProcess process, Duration time) throws InterruptedException {
        process.suspend();
        try {
            Thread.sleep(time);
        } finally {
            process.resume();
        }
    }

    /** New connections come to nothing, and those there are end. */
    static void refused(List<FaultyLink> links, Duration time) throws InterruptedException {
        links.forEach(link -> link.refuse(true));
        links.forEach(FaultyLink::reset);
        Thread.sleep(time);
        links.forEach(link -> link.refuse(false));
    }

    static void swallowed(List<FaultyLink> links, Duration time) throws InterruptedException {
        links.forEach(link -> link.swallow(true));
        Thread.sleep(time);
        links.forEach(link -> link.swallow(false));
    }

    static void slow(List<FaultyLink> links, Duration delay, Duration time) throws InterruptedException {
        links.forEach(link -> link.delay(delay));
        Thread.sleep(time);
        links.forEach(link -> link.delay(Duration.ZERO));
    }

    static void lossy(List<FaultyLink> links, int percent, Duration time) throws InterruptedException {
        links.forEach(link -> link.lose(percent));
        Thread.sleep(time);
        links.forEach(link -> link.lose(0));
    }
}
