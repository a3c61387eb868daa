package io.flowcast.stack;

import io.flowcast.stack.process.FreePorts;
import io.flowcast.stack.process.StartFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Who listens where: a fixed pattern from a base port, or whatever is free. */
record Ports(List<Integer> gateways, List<Integer> executors, int backend) {
    private static final int STEP = 10;
    private static final int EXECUTOR = 1;
    private static final int BACKEND = 3;
    private static final int HIGHEST = 65_535;

    /**
     * Settles the ports.
     *
     * @throws StartFailure where a port of the pattern is taken, naming all that are
     */
    static Ports of(StackSettings settings) {
        if (settings.basePort == 0) {
            return new Ports(free(settings.gateways), free(settings.executors), FreePorts.next());
        }
        Ports ports = new Ports(
                pattern(settings.basePort, settings.gateways),
                pattern(settings.basePort + EXECUTOR, settings.executors),
                settings.basePort + BACKEND);
        ports.check();
        return ports;
    }

    private static List<Integer> free(int count) {
        return IntStream.range(0, count).mapToObj(each -> FreePorts.next()).toList();
    }

    private static List<Integer> pattern(int first, int count) {
        return IntStream.range(0, count).mapToObj(index -> first + index * STEP).toList();
    }

    private void check() {
        List<Integer> all = new ArrayList<>(gateways);
        all.addAll(executors);
        all.add(backend);
        if (all.stream().anyMatch(port -> port < 1 || port > HIGHEST)) {
            throw new StartFailure("the ports " + all + " do not all lie between 1 and " + HIGHEST);
        }
        List<Integer> taken =
                all.stream().filter(port -> !FreePorts.isFree(port)).toList();
        if (!taken.isEmpty()) {
            throw new StartFailure("port" + (taken.size() == 1 ? " " : "s ")
                    + String.join(", ", taken.stream().map(String::valueOf).toList())
                    + (taken.size() == 1 ? " is" : " are")
                    + " in use: stop what listens there, or shift everything with --port");
        }
        all.forEach(FreePorts::reserve);
    }
}
