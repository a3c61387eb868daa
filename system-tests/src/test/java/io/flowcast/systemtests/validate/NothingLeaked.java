package io.flowcast.systemtests.validate;

import java.util.List;
import java.util.Map;

/** Once nobody watches and nothing runs, a service holds on to nothing that it counts. */
public final class NothingLeaked {
    private NothingLeaked() {}

    /**
     * What a service still holds.
     *
     * @param service its name
     * @param held what its metrics say, by their names
     */
    public static List<String> violations(String service, Map<String, Double> held) {
        return held.entrySet().stream()
                .filter(metric -> metric.getValue() > 0)
                .map(metric -> service + " has " + metric.getKey() + " " + metric.getValue())
                .sorted()
                .toList();
    }
}
