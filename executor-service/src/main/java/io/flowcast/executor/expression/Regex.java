package io.flowcast.executor.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Fn0;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A regular expression whose matching stops with its evaluation. */
final class Regex extends JFunction {
    private final Pattern pattern;

    Regex(Pattern pattern) {
        super((input, arguments) -> first(pattern, arguments), "<s-:o>");
        this.pattern = pattern;
    }

    /** The pattern that a function was given. */
    static Regex of(Object argument) {
        if (argument instanceof Regex regex) {
            return regex;
        }
        throw new JException("D3137", -1, "a regular expression such as /[a-z]+/ is expected in place of a function");
    }

    Matcher matcher(String text) {
        return matcher(pattern, text);
    }

    private static Matcher matcher(Pattern pattern, String text) {
        return pattern.matcher(new GuardedText(text, Evaluation.current()::check));
    }

    private static @Nullable Object first(Pattern pattern, List<?> arguments) {
        return arguments.isEmpty() || !(arguments.getFirst() instanceof String text)
                ? null
                : next(matcher(pattern, text));
    }

    /** JSONata's form of a match: what a pattern gives when it is called as a function. */
    private static @Nullable Map<String, Object> next(Matcher matcher) {
        if (!find(matcher)) {
            return null;
        }
        Map<String, Object> match = new LinkedHashMap<>();
        match.put("match", matcher.group());
        match.put("start", matcher.start());
        match.put("end", matcher.end());
        match.put("groups", groups(matcher));
        match.put("next", (Fn0<@Nullable Map<String, Object>>) () -> next(matcher));
        return match;
    }

    static List<String> groups(MatchResult match) {
        List<String> groups = new ArrayList<>();
        for (int i = 1; i <= match.groupCount(); i++) {
            String group = match.group(i);
            groups.add(group == null ? "" : group);
        }
        return groups;
    }

    /** The next match, which must not be empty. */
    static boolean find(Matcher matcher) {
        Evaluation.current().check();
        boolean found = matcher.find();
        if (found && matcher.end() == matcher.start()) {
            throw new JException("D1004", -1, matcher.pattern().pattern());
        }
        return found;
    }
}
