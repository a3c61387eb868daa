package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Bounds of what is told in words: it travels in events, to every viewer. */
final class Texts {

    private static final int MAX_TITLE = 200;
    private static final int MAX_DETAIL = 2_000;
    private static final int MAX_FAULTS = 20;
    private static final int MAX_FAULT = 300;

    static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }

    static Problem bounded(Problem problem) {
        String detail = problem.detail();
        List<Problem.Fault> errors = problem.errors();
        return new Problem(
                problem.type(),
                cut(problem.title(), MAX_TITLE),
                problem.status(),
                detail == null ? null : cut(detail, MAX_DETAIL),
                problem.instance(),
                errors == null
                        ? null
                        : errors.stream().limit(MAX_FAULTS).map(Texts::bounded).toList());
    }

    private static Problem.Fault bounded(Problem.Fault fault) {
        String pointer = fault.pointer();
        return new Problem.Fault(
                pointer == null ? null : cut(pointer, MAX_FAULT),
                fault.line(),
                fault.column(),
                cut(fault.detail(), MAX_FAULT));
    }

    static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private Texts() {}
}
