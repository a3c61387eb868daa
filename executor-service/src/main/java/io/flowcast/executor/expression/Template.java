package io.flowcast.executor.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A string cut into text and expressions. An expression ends at the brace that closes it; braces in its strings, quoted
 * names, regular expressions and comments don't count.
 */
record Template(List<Part> parts, @Nullable Unclosed unclosed) {

    sealed interface Part {}

    record Text(String text) implements Part {}

    /** @param offset of its first character in the string */
    record Code(Expression expression, int offset) implements Part {}

    /** A <code>${</code> without its end. */
    record Unclosed(int offset, String expected) {}

    /** The one expression that the whole string is; null if it is text, or both. */
    @Nullable
    Code alone() {
        return parts.size() == 1 && parts.getFirst() instanceof Code code ? code : null;
    }

    static Template parse(String string) {
        List<Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (int open = string.indexOf("${"); open >= 0; open = string.indexOf("${", at)) {
            if (open > at && string.charAt(open - 1) == '$') {
                text.append(string, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            text.append(string, at, open);
            CodeEnd end = CodeEnd.find(string, open + 2);
            if (end.expected() != null) {
                return new Template(List.copyOf(parts), new Unclosed(end.at(), end.expected()));
            }
            if (!text.isEmpty()) {
                parts.add(new Text(text.toString()));
                text.setLength(0);
            }
            parts.add(new Code(new Expression(string.substring(open + 2, end.at())), open + 2));
            at = end.at() + 1;
        }
        text.append(string, at, string.length());
        if (!text.isEmpty() || parts.isEmpty()) {
            parts.add(new Text(text.toString()));
        }
        return new Template(List.copyOf(parts), null);
    }

    /** A condition: an expression with or without <code>${ }</code> around it. */
    static Template condition(String when) {
        String stripped = when.strip();
        return stripped.startsWith("${") || stripped.startsWith("$${")
                ? parse(stripped)
                : new Template(List.of(new Code(new Expression(when), 0)), null);
    }
}
