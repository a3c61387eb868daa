package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * JSONata's functions on texts that in one step could make something huge or search for ever, with bounds.
 *
 * <p>Public with public methods, for JSONata calls them by reflection. Undefined is null here.
 */
public final class TextFunctions {
    private static final int CHUNK = 256;
    private static final int LONGEST_URL = 32_768;

    private TextFunctions() {}

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
        Matcher matcher = Regex.of(pattern).matcher(text);
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
                ? Search.indexOf(text, part, 0) >= 0
                : Regex.find(Regex.of(pattern).matcher(text));
    }

    public static @Nullable String substringBefore(@Nullable String text, @Nullable String part) {
        int at = text == null || part == null ? -1 : Search.indexOf(text, part, 0);
        return text == null || at < 0 ? text : text.substring(0, at);
    }

    public static @Nullable String substringAfter(@Nullable String text, @Nullable String part) {
        int at = text == null || part == null ? -1 : Search.indexOf(text, part, 0);
        return text == null || part == null || at < 0 ? text : text.substring(at + part.length());
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
            for (int at = Search.indexOf(text, separator, 0); at >= 0; at = Search.indexOf(text, separator, from)) {
                parts.add(text.substring(from, at));
                from = at + separator.length();
            }
        } else {
            for (Matcher matcher = Regex.of(pattern).matcher(text); Regex.find(matcher); from = matcher.end()) {
                parts.add(text.substring(from, matcher.start()));
            }
        }
        parts.add(text.substring(from));
        return parts.size() > most ? new ArrayList<>(parts.subList(0, (int) most)) : parts;
    }

    /** Java's takes the square of the time where letters become several, and asks for the machine's language. */
    public static @Nullable String uppercase(@Nullable String text) {
        return chunks(text, chunk -> chunk.toUpperCase(Locale.ROOT));
    }

    public static @Nullable String lowercase(@Nullable String text) {
        return chunks(text, chunk -> chunk.toLowerCase(Locale.ROOT));
    }

    public static @Nullable String encodeUrl(@Nullable String url) {
        if (url != null && url.length() > LONGEST_URL) {
            throw new JException("D3137", -1, "a URL may have " + LONGEST_URL + " characters");
        }
        return Functions.encodeUrl(url);
    }

    private static @Nullable String chunks(@Nullable String text, UnaryOperator<String> each) {
        if (text == null || text.length() <= CHUNK) {
            return text == null ? null : each.apply(text);
        }
        StringBuilder result = new StringBuilder(text.length());
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + CHUNK);
            if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                to--;
            }
            result.append(each.apply(text.substring(from, to)));
            from = to;
        }
        return result.toString();
    }

    private static long limit(@Nullable Number limit, String error) {
        if (limit != null && limit.doubleValue() < 0) {
            throw new JException(error, -1, limit);
        }
        return limit == null ? Integer.MAX_VALUE : Math.min(limit.longValue(), Integer.MAX_VALUE);
    }
}
