package io.flowcast.stack.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations of one kind, in milliseconds. Used by one thread. */
final class Timings {

    private final String name;
    private final List<Double> millis = new ArrayList<>();

    Timings(String name) {
        this.name = name;
    }

    void add(long nanos) {
        millis.add(nanos / 1_000_000.0);
    }

    double at(double quantile) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, (int) (quantile * sorted.size())));
    }

    String row() {
        return String.format(Locale.ROOT, "%-44s %8.2f %8.2f %8.2f %8.2f", name, at(0), at(0.5), at(0.99), at(1));
    }

    static String head() {
        return String.format(Locale.ROOT, "%-44s %8s %8s %8s %8s", "milliseconds", "min", "p50", "p99", "max");
    }
}
