package io.flowcast.conformance.stream;

import java.util.Set;

/**
 * A line of an event stream that is not empty.
 *
 * @param name empty of a comment
 * @param value of a field without the one space that may follow the colon
 */
public record Line(String name, String value) {
    private static final Set<String> FIELDS = Set.of("data", "event", "id", "retry");

    static Line of(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Line(text, "");
        }
        String value = text.substring(colon + 1);
        return new Line(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }

    public boolean comment() {
        return name.isEmpty();
    }

    /** Whether clients do anything with it. */
    public boolean known() {
        return comment() || FIELDS.contains(name);
    }
}
