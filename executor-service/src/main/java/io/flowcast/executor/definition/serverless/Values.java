package io.flowcast.executor.definition.serverless;

import io.flowcast.executor.definition.serverless.Code.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates values that may hold runtime expressions, each in <code>${ }</code>. What can't be translated is complained of. */
final class Values {
    private static final String OPEN = "${";

    private Values() {}

    /** A value in which our own expressions stand for the document's. */
    static @Nullable Object template(Place place, Scope scope) {
        return switch (place.value()) {
            case String text -> template(place, text, scope);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> filled = new LinkedHashMap<>();
                place.fields().forEach((name, field) -> filled.put(name, template(field, scope)));
                yield filled;
            }
            case List<?> list -> {
                List<@Nullable Object> filled = new ArrayList<>();
                place.items().forEach(item -> filled.add(template(item, scope)));
                yield filled;
            }
            case null, default -> place.value();
        };
    }

    /** A value as one expression: a text is one, with or without <code>${ }</code>; the texts in maps and lists need it. */
    static Code code(Place place, Scope scope) {
        return place.value() instanceof String text ? expression(place, whole(text), scope) : literal(place, scope);
    }

    /** A condition, with or without <code>${ }</code>, as one expression. */
    static String condition(Place place, Scope scope) {
        String text = place.text();
        return text == null
                ? "false"
                : expression(place, whole(text), scope).asCondition().text();
    }

    /** A text with the expressions in it as one expression. */
    static Code text(Place place, Scope scope) {
        return literal(place, scope);
    }

    static String quoted(Code code) {
        return OPEN + " " + code.text() + " }";
    }

    private static Code literal(Place place, Scope scope) {
        return switch (place.value()) {
            case null -> Code.NULL;
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                place.fields()
                        .forEach((name, field) -> members.add(
                                Code.quoted(name) + ": " + literal(field, scope).operand()));
                yield new Code("{" + String.join(", ", members) + "}", Kind.OBJECT);
            }
            case List<?> list -> {
                List<String> items = place.items().stream()
                        .map(item -> literal(item, scope).operand())
                        .toList();
                yield new Code("[" + String.join(", ", items) + "]", Code.Kind.OTHER);
            }
            case String text -> {
                if (!text.contains(OPEN)) {
                    yield Code.literal(text);
                }
                List<Code> parts = parts(place, text, scope);
                yield parts.size() == 1
                        ? parts.getFirst()
                        : new Code(
                                "("
                                        + String.join(
                                                " & ",
                                                parts.stream()
                                                        .map(Code::operand)
                                                        .toList()) + ")",
                                Kind.TEXT);
            }
            case Number number -> new Code(number.toString(), Kind.NUMBER);
            case Object other -> new Code(other.toString(), Kind.CONDITION);
        };
    }

    private static Object template(Place place, String text, Scope scope) {
        if (!text.contains(OPEN)) {
            return text;
        }
        StringBuilder filled = new StringBuilder();
        for (Code part : parts(place, text, scope)) {
            filled.append(part.kind() == Kind.TEXT && isLiteral(part) ? unquoted(part) : quoted(part));
        }
        return filled.toString();
    }

    /** The texts and the expressions that a text is made of. */
    private static List<Code> parts(Place place, String text, Scope scope) {
        List<Code> parts = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, from)) {
            int close = closing(text, open + OPEN.length());
            if (close < 0) {
                place.wrong("the expression that begins at character " + (open + 1) + " lacks its }");
                return List.of(Code.NULL);
            }
            String before = text.substring(from, open);
            boolean isWhole = before.isBlank() && text.substring(close + 1).isBlank() && parts.isEmpty();
            if (!before.isEmpty() && !isWhole) {
                parts.add(new Code(Code.quoted(before), Kind.TEXT));
            }
            parts.add(expression(place, text.substring(open + OPEN.length(), close), scope));
            from = close + 1;
            if (isWhole) {
                return parts;
            }
        }
        if (from < text.length()) {
            parts.add(Code.literal(text.substring(from)));
        }
        return parts;
    }

    private static Code expression(Place place, String text, Scope scope) {
        try {
            return Jq.translate(text, scope);
        } catch (Untranslatable e) {
            place.wrong("the expression " + shortened(text.strip()) + " can't be translated: " + e.described());
            return Code.NULL;
        }
    }

    private static String whole(String text) {
        String stripped = text.strip();
        return stripped.startsWith(OPEN)
                        && stripped.length() > OPEN.length()
                        && closing(stripped, OPEN.length()) == stripped.length() - 1
                ? stripped.substring(OPEN.length(), stripped.length() - 1)
                : text;
    }

    /** Where the brace is closed that was opened before; -1 if nowhere. */
    private static int closing(String text, int from) {
        int open = 1;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                open++;
            } else if (!quoted && c == '}' && --open == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLiteral(Code code) {
        return code.text().startsWith("\"");
    }

    private static String unquoted(Code literal) {
        String quoted = literal.text();
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            switch (escaped) {
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append((char) Integer.parseInt(quoted.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
