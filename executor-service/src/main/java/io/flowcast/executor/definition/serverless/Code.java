package io.flowcast.executor.definition.serverless;

import java.util.regex.Pattern;

/** A JSONata expression, and as much of its kind as can be told from how it is written. */
record Code(String text, Kind kind) {

    enum Kind {
        /** Further steps may be appended as they are. */
        PATH,
        CONDITION,
        TEXT,
        NUMBER,
        OBJECT,
        NULL,
        OTHER
    }

    static final Code NULL = new Code("null", Kind.NULL);

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");
    private static final Pattern RESERVED = Pattern.compile("and|or|in|true|false|null|function");

    static Code path(String text) {
        return new Code(text, Kind.PATH);
    }

    /** The list of this one, which may be a list itself: JSONata's constructor alone would take over its members. */
    static Code listOf(Code one) {
        String item = one.text();
        return new Code("$type(" + item + ") = \"array\" ? [[" + item + "]] : [" + item + "]", Kind.OTHER);
    }

    static Code literal(String text) {
        return new Code(quoted(text), Kind.TEXT);
    }

    /** Its member of this name. */
    Code step(String name) {
        String step = NAME.matcher(name).matches() && !RESERVED.matcher(name).matches() ? name : '`' + name + '`';
        return path(operand() + "." + step);
    }

    Code index(String number) {
        return path(operand() + "[" + number + "]");
    }

    /** As part of something larger. */
    String operand() {
        return switch (kind) {
            case PATH, TEXT, NULL -> text;
            case CONDITION, NUMBER, OBJECT, OTHER -> "(" + text + ")";
        };
    }

    /** Whether it holds as jq sees it: all but null and false does. */
    Code asCondition() {
        return kind == Kind.CONDITION
                ? this
                : new Code(
                        "$exists(" + text + ") ? $not(" + operand() + " = null or " + operand() + " = false) : false",
                        Kind.CONDITION);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20) {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
