package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;

/**
 * What {@code $replace} puts in the place of each match.
 *
 * @param by a text, or a function of the match
 * @param limit of replacements
 */
record Replacement(Object by, long limit) {

    String in(String text, Object pattern) throws Throwable {
        StringBuilder result = new StringBuilder();
        int from = 0;
        if (pattern instanceof String part) {
            int at = Search.indexOf(text, part, 0);
            for (long i = 0; i < limit && at >= 0; i++) {
                append(result, text, from, at, literal());
                from = at + part.length();
                at = Search.indexOf(text, part, from);
            }
        } else {
            Matcher matcher = Regex.of(pattern).matcher(text);
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
