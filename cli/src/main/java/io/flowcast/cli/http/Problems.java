package io.flowcast.cli.http;

import io.flowcast.events.Problem;
import io.flowcast.events.Problem.Fault;
import java.util.List;
import java.util.Objects;

/** Problem objects (RFC 9457) as sentences. */
public final class Problems {

    private Problems() {}

    /** In one line, without its faults. */
    public static String sentence(Problem problem) {
        String detail = Objects.requireNonNullElse(problem.detail(), "");
        return detail.isEmpty() ? problem.title() : problem.title() + ": " + detail;
    }

    /** Where each fault is and what it is, a line each. */
    public static List<String> faults(Problem problem) {
        return Objects.requireNonNullElse(problem.errors(), List.<Fault>of()).stream()
                .map(fault -> place(fault) + fault.detail())
                .toList();
    }

    private static String place(Fault fault) {
        if (fault.line() != null) {
            return fault.line() + ":" + Objects.requireNonNullElse(fault.column(), 1) + ": ";
        }
        return fault.pointer() == null || fault.pointer().isEmpty() ? "" : fault.pointer() + ": ";
    }
}
