package io.flowcast.conformance.stream;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What lies between two empty lines. */
public record Block(List<Line> lines) {
    private static final String MESSAGE = "message";

    public Block {
        lines = List.copyOf(lines);
    }

    /** Whether clients get an event of it: without data they get none. */
    public boolean dispatches() {
        return lines.stream().anyMatch(line -> line.name().equals("data"));
    }

    /** The last one that counts; one with U+0000 does not. */
    public Optional<String> id() {
        return last("id").filter(id -> id.indexOf('\0') < 0);
    }

    public String event() {
        return last("event").filter(name -> !name.isEmpty()).orElse(MESSAGE);
    }

    public String data() {
        return lines.stream()
                .filter(line -> line.name().equals("data"))
                .map(Line::value)
                .collect(Collectors.joining("\n"));
    }

    public Optional<String> last(String field) {
        return lines.stream()
                .filter(line -> line.name().equals(field))
                .map(Line::value)
                .reduce((earlier, later) -> later);
    }

    /** For people to read. */
    public String brief() {
        String text = id().map(id -> "id " + id + ", ").orElse("") + event() + ", " + data();
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
