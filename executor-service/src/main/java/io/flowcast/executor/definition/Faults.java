package io.flowcast.executor.definition;

import io.flowcast.events.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a document, and where. One thread fills it. */
final class Faults {
    private static final int MAX = 200;

    private final Document document;
    private final List<Problem.Fault> faults = new ArrayList<>();
    private int more;

    Faults(Document document) {
        this.document = document;
    }

    void add(String pointer, String detail) {
        if (faults.size() == MAX) {
            more++;
            return;
        }
        Position position = document.position(pointer);
        faults.add(new Problem.Fault(
                pointer,
                position == null ? null : position.line(),
                position == null ? null : position.column(),
                detail));
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** In the order of the text. */
    List<Problem.Fault> list() {
        Comparator<Problem.Fault> byLine =
                Comparator.comparing(Problem.Fault::line, Comparator.nullsFirst(Comparator.naturalOrder()));
        List<Problem.Fault> sorted = new ArrayList<>(faults);
        sorted.sort(byLine.thenComparing(Problem.Fault::column, Comparator.nullsFirst(Comparator.naturalOrder())));
        if (more > 0) {
            sorted.add(new Problem.Fault("", null, null, "and " + more + " more"));
        }
        return List.copyOf(sorted);
    }
}
