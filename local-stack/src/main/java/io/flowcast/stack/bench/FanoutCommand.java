package io.flowcast.stack.bench;

import io.flowcast.stack.process.StartFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads one gateway, pinned to a core of its own, with thousands of streams. */
@Command(
        name = "fanout",
        description = "Loads one gateway on a core of its own with thousands of streams: deliveries a second, how late,"
                + " what was missing or came twice, CPU and memory, connections a second; nginx with Nchan beside it"
                + " where it is installed.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class FanoutCommand implements Callable<Integer> {

    private static final int LONGEST = 600;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "how long each load is measured; ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "20",
            description = "seconds of load before; ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "of ${COMPLETION-CANDIDATES}; all of them where left out")
    private List<Part> parts = List.of(Part.values());

    @Option(
            names = "--scale",
            paramLabel = "PERCENT",
            defaultValue = "100",
            description = "of the connections and executions, and of the rate where there are many; ${DEFAULT-VALUE}")
    private int scale;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "a further option for the gateway's JVM, such as one of a profiler's; may be repeated")
    private List<String> jvm = List.of();

    @Option(names = "--unpinned", description = "leaves every process where the system puts it")
    private boolean unpinned;

    /** What can be measured by itself; named as users write it. */
    enum Part {
        one,
        nchan,
        many,
        light,
        stalled,
        idle,
        cold
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * How much is done.
     *
     * @param percent of the connections
     */
    record Effort(Duration measured, Duration warmUp, int percent, List<String> jvm) {

        int scaled(int number) {
            return Math.max(1, number * percent / 100);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || seconds > LONGEST || warmUp < 0 || warmUp > LONGEST || scale < 1 || scale > 100) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds takes 1 to " + LONGEST + ", --warm-up 0 to " + LONGEST + ", --scale 1 to 100");
        }
        Effort effort = new Effort(Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), scale, jvm);
        Cores cores = unpinned ? Cores.any() : Cores.settle();
        System.out.println(
                cores.pinned()
                        ? "The gateway has core 0 for itself; Redis, publisher and clients share core 1."
                        : "Everybody runs where the system puts them.");
        try {
            FanoutBench bench = new FanoutBench(cores, effort);
            for (Part part : parts) {
                switch (part) {
                    case one -> bench.one();
                    case nchan -> bench.nchan();
                    case many -> bench.many();
                    case light -> bench.light();
                    case stalled -> bench.stalled();
                    case idle -> new IdleStreams(cores, effort).run();
                    case cold -> new ColdGateway(cores, effort).run();
                }
            }
            return 0;
        } catch (StartFailure | IllegalStateException e) {
            System.err.println("flowcast: " + e.getMessage());
            return 1;
        }
    }
}
