package io.flowcast.executor.expression;

/**
 * Finds a text in a text. Java's own search takes up to the product of their lengths, and can't be stopped; where that is
 * much, this one takes the sum (Knuth, Morris and Pratt, "Fast pattern matching in strings", 1977).
 */
final class Search {
    private static final long QUICK = 10_000_000;

    private Search() {}

    static int indexOf(String text, String part, int from) {
        return (long) (text.length() - from) * part.length() <= QUICK
                ? text.indexOf(part, from)
                : linear(text, part, from);
    }

    private static int linear(String text, String part, int from) {
        int[] borders = borders(part);
        int matched = 0;
        for (int i = from; i < text.length(); i++) {
            while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
                matched = borders[matched - 1];
            }
            if (text.charAt(i) == part.charAt(matched)) {
                matched++;
            }
            if (matched == part.length()) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    /** Of every prefix, the length of the longest proper prefix that is its suffix as well. */
    private static int[] borders(String part) {
        int[] borders = new int[part.length()];
        int length = 0;
        for (int i = 1; i < part.length(); i++) {
            while (length > 0 && part.charAt(i) != part.charAt(length)) {
                length = borders[length - 1];
            }
            if (part.charAt(i) == part.charAt(length)) {
                length++;
            }
            borders[i] = length;
        }
        return borders;
    }
}
