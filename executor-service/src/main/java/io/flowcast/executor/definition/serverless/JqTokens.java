package io.flowcast.executor.definition.serverless;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of a jq expression, one after the other. An empty word is the end. */
final class JqTokens {
    private static final Pattern NEXT =
            Pattern.compile("\\s*+(?:(?<number>[0-9]++(?:\\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+)"
                    + "|(?<name>\\$?+[A-Za-z_][A-Za-z0-9_]*+)"
                    + "|(?<sign>==|!=|<=|>=|//|\\.\\.|[-+*/%<>()\\[\\]{}|,:.?]))");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");

    private final String text;
    private int begin;
    private int end;
    private String word = "";

    /** Translates what stands in a text between {@code \(} and {@code )}. */
    interface Inner {
        Code translate(String expression) throws Untranslatable;
    }

    JqTokens(String text) throws Untranslatable {
        this.text = text;
        advance();
    }

    String peek() {
        return word;
    }

    boolean isEnd() {
        return word.isEmpty();
    }

    boolean isNumber() {
        return !word.isEmpty() && Character.isDigit(word.charAt(0));
    }

    boolean isText() {
        return word.startsWith("\"");
    }

    boolean isName() {
        return FIELD.matcher(word.startsWith("$") ? word.substring(1) : word).matches();
    }

    String next() throws Untranslatable {
        String taken = word;
        advance();
        return taken;
    }

    boolean take(String token) throws Untranslatable {
        if (!word.equals(token)) {
            return false;
        }
        next();
        return true;
    }

    boolean startsPath() {
        return word.equals(".");
    }

    /** Takes the dot of a path, unless it is that of its first field. */
    void takeDot() throws Untranslatable {
        boolean fieldFollows = end < text.length()
                && (Character.isLetter(text.charAt(end)) || text.charAt(end) == '_' || text.charAt(end) == '"');
        if (!fieldFollows) {
            advance();
        }
    }

    /** The field that follows as {@code .name} or {@code ."name"}, taken; null if none does. */
    @Nullable
    String takeField() throws Untranslatable {
        if (!word.equals(".")) {
            return null;
        }
        advance();
        if (isText()) {
            List<Code> parts = parts(next(), inner -> {
                throw wrong("a name with a value in it is not supported");
            });
            return unquoted(parts.getFirst());
        }
        if (word.equals("[")) {
            return null;
        }
        if (!FIELD.matcher(word).matches()) {
            throw wrong("a name is expected after '.'");
        }
        return next();
    }

    boolean adjoins(String token) {
        return word.equals(token);
    }

    /** The text that a literal stands for. */
    String unquoted(Code literal) throws Untranslatable {
        if (literal.kind() != Code.Kind.TEXT || !literal.text().startsWith("\"")) {
            throw wrong("a name with a value in it is not supported");
        }
        StringBuilder plain = new StringBuilder();
        String quoted = literal.text();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            plain.append(c == '\\' ? unescaped(quoted.charAt(++i)) : c);
        }
        return plain.toString();
    }

    /** What a word in quotes is made of: texts and the values between them; one empty text where it is empty. */
    List<Code> parts(String token, Inner inner) throws Untranslatable {
        List<Code> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        int i = 1;
        while (i < token.length() - 1) {
            char c = token.charAt(i);
            if (c != '\\') {
                plain.append(c);
                i++;
            } else if (token.charAt(i + 1) == '(') {
                int close = closing(token, i + 2);
                if (close < 0) {
                    throw wrong("the \\( of a text lacks its )");
                }
                parts.add(Code.literal(plain.toString()));
                plain.setLength(0);
                parts.add(inner.translate(token.substring(i + 2, close)));
                i = close + 1;
            } else if (token.charAt(i + 1) == 'u') {
                String digits = token.substring(i + 2, Math.min(token.length(), i + 6));
                if (!digits.matches("[0-9a-fA-F]{4}")) {
                    throw wrong("four hexadecimal digits are expected after \\u");
                }
                plain.append((char) Integer.parseInt(digits, 16));
                i += 6;
            } else {
                plain.append(unescaped(token.charAt(i + 1)));
                i += 2;
            }
        }
        if (!plain.isEmpty() || parts.isEmpty()) {
            parts.add(Code.literal(plain.toString()));
        }
        return parts;
    }

    void expectEnd() throws Untranslatable {
        if (!isEnd()) {
            throw wrong("'" + word + "' is not supported here");
        }
    }

    Untranslatable wrong(String detail) {
        return new Untranslatable(begin, detail);
    }

    /** About the word that was taken last. */
    Untranslatable wrongBefore(String detail) {
        return new Untranslatable(Math.max(0, begin - 1), detail);
    }

    private void advance() throws Untranslatable {
        begin = end;
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        if (begin == text.length()) {
            end = begin;
            word = "";
            return;
        }
        if (text.charAt(begin) == '"') {
            end = closingQuote(begin + 1) + 1;
            word = text.substring(begin, end);
            return;
        }
        Matcher next = NEXT.matcher(text).region(begin, text.length());
        if (!next.lookingAt()) {
            throw new Untranslatable(begin, "'" + text.charAt(begin) + "' is not supported");
        }
        end = next.end();
        word = next.group().strip();
    }

    private int closingQuote(int from) throws Untranslatable {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                return i;
            }
            if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                int inner = text.charAt(i + 1) == '(' ? closing(text, i + 2) : i + 1;
                if (inner < 0) {
                    break;
                }
                i = inner;
            }
        }
        throw new Untranslatable(from - 1, "the text that begins here lacks its closing quote");
    }

    /** Where the parenthesis that was opened before is closed; -1 if nowhere. Texts in between count as a whole. */
    private static int closing(String text, int from) {
        int open = 1;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                open++;
            } else if (!quoted && c == ')' && --open == 0) {
                return i;
            }
        }
        return -1;
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
