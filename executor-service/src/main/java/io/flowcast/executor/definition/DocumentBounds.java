package io.flowcast.executor.definition;

import java.util.regex.Pattern;

/** What no document may exceed, whatever its text asks for. One per document. */
final class DocumentBounds {
    static final int MAX_CHARACTERS = 1 << 20;
    static final int MAX_DEPTH = 64;
    private static final int MAX_VALUES = 200_000;
    private static final int LONGEST_INTEGER = 20;
    private static final Pattern LEADING_PLUS = Pattern.compile("^\\+");

    private int values;

    int values() {
        return values;
    }

    /** Counts values before they are made; YAML's aliases multiply them. */
    void add(int more, Position position) throws Unreadable {
        values += more;
        if (values > MAX_VALUES) {
            throw new Unreadable(position, "there are more than " + MAX_VALUES + " values here, aliases included");
        }
    }

    static void depth(int depth, Position position) throws Unreadable {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(position, "maps and lists nest deeper than " + MAX_DEPTH + " levels here");
        }
    }

    static Long integer(String digits, int radix, Position position) throws Unreadable {
        try {
            if (digits.length() <= LONGEST_INTEGER) {
                return Long.parseLong(LEADING_PLUS.matcher(digits).replaceFirst(""), radix);
            }
        } catch (NumberFormatException e) {
            // Out of range, as below.
        }
        throw new Unreadable(position, "the number is beyond 64 bits: write it in quotes, as text");
    }

    static Double decimal(String digits, Position position) throws Unreadable {
        double value = Double.parseDouble(digits);
        if (!Double.isFinite(value)) {
            throw new Unreadable(position, "the number is too large: write it in quotes, as text");
        }
        return value;
    }
}
