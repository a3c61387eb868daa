package io.flowcast.executor.expression;

import org.jspecify.annotations.Nullable;

/**
 * Where an expression ends in the string around it.
 *
 * @param at the closing brace, or the place that was never closed
 * @param expected what is missing there; null if it is the end
 */
record CodeEnd(int at, @Nullable String expected) {

    static CodeEnd find(String string, int from) {
        int depth = 0;
        boolean afterValue = false;
        int i = from;
        while (i < string.length()) {
            char character = string.charAt(i);
            int skipped = switch (character) {
                case '"', '\'' -> quoted(string, i, true);
                case '`' -> quoted(string, i, false);
                case '/' -> slash(string, i, afterValue);
                default -> i;
            };
            if (skipped < 0) {
                return new CodeEnd(i, "a closing " + (character == '/' ? "/ or */" : character));
            }
            if (character == '{') {
                depth++;
            } else if (character == '}' && depth-- == 0) {
                return new CodeEnd(i, null);
            }
            if (!Character.isWhitespace(character) && !(character == '/' && isComment(string, i))) {
                afterValue = skipped > i || isValueEnd(character);
            }
            i = skipped + 1;
        }
        return new CodeEnd(from - 2, "a closing }");
    }

    /** Index of the closing quote, or -1. */
    private static int quoted(String string, int open, boolean escapes) {
        char quote = string.charAt(open);
        for (int i = open + 1; i < string.length(); i++) {
            char character = string.charAt(i);
            if (character == '\\' && escapes) {
                i++;
            } else if (character == quote) {
                return i;
            }
        }
        return -1;
    }

    /** A division leaves the index where it is; a comment or a regular expression moves it to its end. */
    private static int slash(String string, int at, boolean afterValue) {
        if (isComment(string, at)) {
            int end = string.indexOf("*/", at + 2);
            return end < 0 ? -1 : end + 1;
        }
        return afterValue ? at : regex(string, at);
    }

    private static boolean isComment(String string, int at) {
        return string.startsWith("/*", at);
    }

    /** As JSONata finds it: a slash that is not escaped and not in brackets. */
    private static int regex(String string, int open) {
        int depth = 0;
        for (int i = open + 1; i < string.length(); i++) {
            char character = string.charAt(i);
            switch (character) {
                case '\\' -> i++;
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth--;
                case '/' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    /** Whether a slash after this is a division. */
    private static boolean isValueEnd(char character) {
        return Character.isLetterOrDigit(character)
                || character == '_'
                || character == ')'
                || character == ']'
                || character == '}'
                || character == '$'
                || character == '%';
    }
}
