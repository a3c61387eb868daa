package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions that in one step could make something huge, match for ever, or run code, with bounds. The others
 * can't: what they give is no larger than what they get, and no value larger than the limit reaches them.
 *
 * <p>Public with public methods, for JSONata calls them by reflection. Undefined is null here.
 */
public final class BoundedFunctions {
    private static final int MAX_PICTURE = 256;
    private static final Pattern WIDE = Pattern.compile("[0-9]{5}");
    private static final int MAX_DECIMALS = 400;

    private static final Map<String, JFunction> BY_NAME = new LinkedHashMap<>();

    static {
        Map<String, String> signatures = new LinkedHashMap<>();
        signatures.put("pad", "<s-ns?:s>");
        signatures.put("substring", "<s-nn?:s>");
        signatures.put("join", "<a<s>s?:s>");
        signatures.put("match", "<s-f<s:o>n?:a<o>>");
        signatures.put("contains", "<s-(sf):b>");
        signatures.put("replace", "<s-(sf)(sf)n?:s>");
        signatures.put("split", "<s-(sf)n?:a<s>>");
        signatures.put("append", "<xx:a>");
        signatures.put("spread", "<x-:a<o>>");
        signatures.put("round", "<n-n?:n>");
        signatures.put("formatNumber", "<n-so?:s>");
        signatures.put("formatInteger", "<n-s:s>");
        signatures.put("parseInteger", "<s-s:n>");
        signatures.put("fromMillis", "<n-s?s?:s>");
        signatures.put("toMillis", "<s-s?:n>");
        signatures.put("now", "<s?s?:s>");
        signatures.put("millis", "<:n>");
        signatures.put("eval", "<sx?:x>");
        signatures.forEach((name, signature) -> BY_NAME.put(name, function(name, signature)));
    }

    private BoundedFunctions() {}

    /** Puts them in the place of JSONata's own. */
    static void bind(Jsonata expression) {
        BY_NAME.forEach(expression::registerFunction);
    }

    private static JFunction function(String name, String signature) {
        return new JFunction(name, signature, BoundedFunctions.class, null, name);
    }

    public static @Nullable String pad(@Nullable String text, Number width, @Nullable String filler) {
        if (text == null) {
            return null;
        }
        long missing = Math.abs(width.longValue()) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        Evaluation.current().room(text.length() + missing);
        int[] fill =
                (filler == null || filler.isEmpty() ? " " : filler).codePoints().toArray();
        StringBuilder padding = new StringBuilder();
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(fill[i % fill.length]);
        }
        return width.longValue() < 0 ? padding + text : text + padding;
    }

    /** JSONata's own keeps every text in the table of interned strings. */
    public static @Nullable String substring(@Nullable String text, Number start, @Nullable Number length) {
        if (text == null) {
            return null;
        }
        int count = text.codePointCount(0, text.length());
        long from = start.longValue() < 0 ? Math.max(0, count + start.longValue()) : start.longValue();
        long to = length == null ? count : Math.min(count, from + Math.max(0, length.longValue()));
        return from >= to
                ? ""
                : text.substring(text.offsetByCodePoints(0, (int) from), text.offsetByCodePoints(0, (int) to));
    }

    public static @Nullable String join(@Nullable List<String> texts, @Nullable String separator) {
        if (texts == null) {
            return null;
        }
        String between = separator == null ? "" : separator;
        long length = (long) between.length() * Math.max(0, texts.size() - 1);
        for (String text : texts) {
            length += text.length();
            Evaluation.current().room(length);
        }
        return String.join(between, texts);
    }

    public static @Nullable List<Object> match(@Nullable String text, Object pattern, @Nullable Number limit) {
        if (text == null) {
            return null;
        }
        long most = limit(limit, "D3040");
        Matcher matcher = regex(pattern).matcher(text);
        List<Object> matches = Utils.createSequence();
        while (matches.size() < most && Regex.find(matcher)) {
            Map<String, Object> match = new LinkedHashMap<>();
            match.put("match", matcher.group());
            match.put("index", matcher.start());
            match.put("groups", Regex.groups(matcher));
            matches.add(match);
        }
        return matches;
    }

    public static @Nullable Boolean contains(@Nullable String text, Object pattern) {
        if (text == null) {
            return null;
        }
        return pattern instanceof String part
                ? text.contains(part)
                : Regex.find(regex(pattern).matcher(text));
    }

    public static @Nullable String replace(
            @Nullable String text, Object pattern, Object replacement, @Nullable Number limit) throws Throwable {
        if (text == null) {
            return null;
        }
        if (pattern.equals("")) {
            throw new JException("D3010", -1);
        }
        return new Replacement(replacement, limit(limit, "D3011")).in(text, pattern);
    }

    public static @Nullable List<String> split(@Nullable String text, Object pattern, @Nullable Number limit) {
        if (text == null) {
            return null;
        }
        long most = limit(limit, "D3020");
        List<String> parts = new ArrayList<>();
        if (pattern.equals("")) {
            text.codePoints().limit(most).mapToObj(Character::toString).forEach(parts::add);
            return parts;
        }
        int from = 0;
        if (pattern instanceof String separator) {
            for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
                parts.add(text.substring(from, at));
                from = at + separator.length();
            }
        } else {
            for (Matcher matcher = regex(pattern).matcher(text); Regex.find(matcher); from = matcher.end()) {
                parts.add(text.substring(from, matcher.start()));
            }
        }
        parts.add(text.substring(from));
        return parts.size() > most ? new ArrayList<>(parts.subList(0, (int) most)) : parts;
    }

    /** Checks, for {@code $reduce} calls it again and again without a step between. */
    public static @Nullable Object append(@Nullable Object first, @Nullable Object second) {
        Evaluation.current().check();
        return Functions.append(first, second);
    }

    /** JSONata's own takes the square of the time. */
    public static @Nullable Object spread(@Nullable Object value) {
        if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
            return value;
        }
        List<Object> spread = Utils.createSequence();
        for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            if (item instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    Map<@Nullable Object, @Nullable Object> single = new LinkedHashMap<>();
                    single.put(entry.getKey(), entry.getValue());
                    spread.add(single);
                }
            } else {
                spread.add(item);
            }
        }
        return spread;
    }

    public static @Nullable Number round(@Nullable Number value, @Nullable Number decimals) {
        if (decimals != null && Math.abs(decimals.doubleValue()) > MAX_DECIMALS) {
            throw new JException("a number can't be rounded to " + decimals + " decimals", -1);
        }
        return Functions.round(value, decimals);
    }

    public static @Nullable String formatNumber(
            @Nullable Number value, @Nullable String picture, @Nullable Map<String, Object> options) {
        return Functions.formatNumber(value, bounded(picture), options);
    }

    public static @Nullable String formatInteger(@Nullable Number value, @Nullable String picture) {
        return Functions.formatInteger(value, bounded(picture));
    }

    public static @Nullable Number parseInteger(@Nullable String text, @Nullable String picture) throws ParseException {
        return Functions.parseInteger(text, bounded(picture));
    }

    public static @Nullable String fromMillis(
            @Nullable Number millis, @Nullable String picture, @Nullable String timezone) {
        return Functions.dateTimeFromMillis(millis, bounded(picture), timezone);
    }

    public static @Nullable Number toMillis(@Nullable String text, @Nullable String picture) throws ParseException {
        return Functions.dateTimeToMillis(bounded(text), bounded(picture));
    }

    /** JSONata's own keeps the time of the first expression of its thread. */
    public static @Nullable String now(@Nullable String picture, @Nullable String timezone) {
        return fromMillis(millis(), picture, timezone);
    }

    public static Number millis() {
        return Evaluation.current().startedAt();
    }

    /** Not there: an input must not become code, and the bounds need to see a whole expression beforehand. */
    @SuppressWarnings("DoNotCallSuggester")
    public static @Nullable Object eval(@Nullable String expression, @Nullable Object focus) {
        throw new JException("$eval is not available here", -1);
    }

    private static Regex regex(Object pattern) {
        if (pattern instanceof Regex regex) {
            return regex;
        }
        throw new JException("a regular expression such as /[a-z]+/ is expected in place of a function", -1);
    }

    private static long limit(@Nullable Number limit, String error) {
        if (limit != null && limit.doubleValue() < 0) {
            throw new JException(error, -1, limit);
        }
        return limit == null ? Integer.MAX_VALUE : Math.min(limit.longValue(), Integer.MAX_VALUE);
    }

    private static @Nullable String bounded(@Nullable String picture) {
        if (picture != null
                && (picture.length() > MAX_PICTURE || WIDE.matcher(picture).find())) {
            throw new JException(
                    "a picture or time may have " + MAX_PICTURE + " characters and no number of 5 digits", -1);
        }
        return picture;
    }

    /** What {@code $replace} puts in the place of each match. */
    private record Replacement(Object by, long limit) {

        String in(String text, Object pattern) throws Throwable {
            StringBuilder result = new StringBuilder();
            int from = 0;
            if (pattern instanceof String part) {
                int at = text.indexOf(part);
                for (long i = 0; i < limit && at >= 0; i++) {
                    append(result, text, from, at, literal());
                    from = at + part.length();
                    at = text.indexOf(part, from);
                }
            } else {
                Matcher matcher = regex(pattern).matcher(text);
                for (long i = 0; i < limit && Regex.find(matcher); i++) {
                    append(result, text, from, matcher.start(), of(matcher));
                    from = matcher.end();
                }
            }
            append(result, text, from, text.length(), "");
            return result.toString();
        }

        private static void append(StringBuilder result, String text, int from, int to, String replacement) {
            Evaluation.current().room((long) result.length() + to - from + replacement.length());
            result.append(text, from, to).append(replacement);
        }

        private String literal() {
            if (by instanceof String replacement) {
                return replacement;
            }
            throw new JException("D3012", -1);
        }

        private String of(MatchResult match) throws Throwable {
            if (by instanceof String template) {
                return filled(template, match);
            }
            Map<String, Object> argument = new LinkedHashMap<>();
            argument.put("match", match.group());
            argument.put("start", match.start());
            argument.put("end", match.end());
            argument.put("groups", Regex.groups(match));
            Object replacement = Functions.funcApply(by, List.of(argument));
            if (replacement instanceof String text) {
                return text;
            }
            throw new JException("D3012", -1);
        }

        /** {@code $1} is a group, {@code $0} the match, {@code $$} a dollar, as JSONata defines it. */
        private static String filled(String template, MatchResult match) {
            StringBuilder filled = new StringBuilder();
            for (int i = 0; i < template.length(); i++) {
                char character = template.charAt(i);
                char next = i + 1 < template.length() ? template.charAt(i + 1) : 0;
                if (character != '$' || (next != '$' && !(next >= '0' && next <= '9'))) {
                    filled.append(character);
                } else if (next == '$') {
                    filled.append('$');
                    i++;
                } else {
                    i++;
                    int group = next - '0';
                    int after = i + 1 < template.length() ? template.charAt(i + 1) - '0' : -1;
                    if (group > 0 && after >= 0 && after <= 9 && group * 10 + after <= match.groupCount()) {
                        group = group * 10 + after;
                        i++;
                    }
                    String value = group <= match.groupCount() ? match.group(group) : null;
                    filled.append(value == null ? "" : value);
                }
                Evaluation.current().room(filled.length());
            }
            return filled.toString();
        }
    }

    static boolean holds(@Nullable Object value) {
        return !Jsonata.NULL_VALUE.equals(value) && Boolean.TRUE.equals(Functions.toBoolean(value));
    }
}
