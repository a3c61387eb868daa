package io.flowcast.systemtests.chaos;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a person reads of a storm that broke promises: which, how often, the first of them with the history around it, and what to do. */
final class Report {
    private static final int MOST = 10;

    private Report() {}

    /**
     * As lines.
     *
     * @param violations each begins with the name of its promise and a colon
     * @param command that repeats the storm
     */
    static String of(List<String> violations, String command) {
        Map<String, Long> counts = violations.stream()
                .collect(groupingBy(
                        violation -> violation.substring(0, violation.indexOf(':')), TreeMap::new, counting()));
        String more = violations.size() > MOST ? "\n… and " + (violations.size() - MOST) + " more" : "";
        return violations.stream()
                        .limit(MOST)
                        .collect(Collectors.joining("\n\n", "Promises broken: " + counts + "\n\n", ""))
                + more + "\n\nThe same storm again: " + command;
    }
}
