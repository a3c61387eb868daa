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

/** Loads one executor, pinned to a core of its own, and says what a step costs; then kills it. */
@Command(
        name = "engine",
        description = "Loads one executor on a core of its own: steps a second, CPU and Redis commands a step, latency,"
                + " recovery after kill -9, start-up, memory; BullMQ beside it where npm can install it.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class EngineCommand implements Callable<Integer> {

    private static final int LONGEST = 600;
    private static final int MOST = 900;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "15",
            description = "how long each load is measured; ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "45",
            description = "seconds of load before: on one core the compiler takes its time; ${DEFAULT-VALUE}")
    private int warmUp;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "200",
            description = "executions under way at once; ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "of ${COMPLETION-CANDIDATES}; all of them where left out")
    private List<Part> parts = List.of(Part.values());

    @Option(names = "--unpinned", description = "leaves every process where the system puts it")
    private boolean unpinned;

    /** What can be measured by itself; named as users write it. */
    enum Part {
        startup,
        load,
        recovery,
        bullmq
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * How much is done.
     *
     * @param inFlight executions under way at once
     */
    record Effort(Duration measured, Duration warmUp, int inFlight) {

        /** How many executions one after the other, where latency is measured. */
        int singly() {
            return Math.toIntExact(Math.min(1_000, 20 * measured.toSeconds() + 20));
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds < 1 || seconds > LONGEST || warmUp < 0 || warmUp > LONGEST || inFlight < 1 || inFlight > MOST) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds takes 1 to " + LONGEST + ", --warm-up 0 to " + LONGEST + ", --in-flight 1 to " + MOST);
        }
        Effort effort = new Effort(Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), inFlight);
        Cores cores = unpinned ? Cores.any() : Cores.settle();
        System.out.println(
                cores.pinned()
                        ? "What is measured has core 0 for itself; Redis and this driver share core 1."
                        : "Everybody runs where the system puts them.");
        try {
            for (Part part : parts) {
                switch (part) {
                    case startup -> new StartUp(cores).run();
                    case load -> new EngineBench(cores, effort).run();
                    case recovery -> new Recovery(cores).run();
                    case bullmq -> new BullMq(cores, effort).run();
                }
            }
            return 0;
        } catch (StartFailure | IllegalStateException e) {
            System.err.println("flowcast: " + e.getMessage());
            return 1;
        }
    }
}
