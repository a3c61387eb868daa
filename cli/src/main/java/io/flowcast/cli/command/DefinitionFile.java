package io.flowcast.cli.command;

import io.flowcast.cli.view.Text;
import io.flowcast.events.Problem;
import io.flowcast.events.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A definition as it lies in a file.
 *
 * @param name of the file, as it was typed
 */
record DefinitionFile(String name, String text) {

    static DefinitionFile read(Flowcast flowcast, String name) {
        return new DefinitionFile(name.equals("-") ? "stdin" : name, Argument.file(flowcast, name));
    }

    /** JSON is YAML as well, but for its limits and places the server reads it as what it is. */
    String contentType() {
        return text.stripLeading().startsWith("{") ? "application/json" : "application/yaml";
    }

    /** Each mistake at its place, in the form that editors and compilers know, with the line in which it stands. */
    List<String> mistakes(Problem problem) {
        List<String> shown = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (Fault fault : Objects.requireNonNullElse(problem.errors(), List.<Fault>of())) {
            if (fault.line() == null) {
                String pointer = Objects.requireNonNullElse(fault.pointer(), "");
                shown.add(name + ": error: " + (pointer.isEmpty() ? "" : pointer + ": ") + Text.clean(fault.detail()));
                continue;
            }
            int line = fault.line();
            int column = Objects.requireNonNullElse(fault.column(), 1);
            shown.add("%s:%d:%d: error: %s".formatted(name, line, column, Text.clean(fault.detail())));
            if (line <= lines.size()) {
                String source = lines.get(line - 1);
                String before = Text.clean(source.substring(0, Math.min(column - 1, source.length())));
                shown.add("%5d | %s".formatted(line, Text.clean(source)));
                shown.add("      | " + " ".repeat(Text.width(before)) + "^");
            }
        }
        return shown;
    }
}
