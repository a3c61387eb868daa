package io.flowcast.executor.definition;

import io.flowcast.events.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Collects what is wrong with a document, and where. One thread fills it. */
final class Faults {
    private static final int MAX = 200;

    private final Document document;
    private final List<Problem.Fault> faults = new ArrayList<>();
    private final UnaryOperator<String> origin;
    private int more;

    Faults(Document document) {
        this(document, UnaryOperator.identity());
    }

    /** @param origin leads from a pointer to one into the document */
    private Faults(Document document, UnaryOperator<String> origin) {
        this.document = document;
        this.origin = origin;
    }

    /** For what is made of a document: its faults are told where they come from. */
    static Faults ofImport(Document document, UnaryOperator<String> origin) {
        return new Faults(document, origin);
    }

    void add(String pointer, String detail) {
        if (faults.size() == MAX) {
            more++;
            return;
        }
        String at = origin.apply(pointer);
        Position position = document.position(at);
        faults.add(new Problem.Fault(
                at, position == null ? null : position.line(), position == null ? null : position.column(), detail));
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
