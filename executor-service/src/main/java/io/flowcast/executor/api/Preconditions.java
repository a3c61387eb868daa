package io.flowcast.executor.api;

import io.flowcast.events.Problem;
import io.flowcast.executor.definition.Precondition;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code If-Match} and {@code If-None-Match} (RFC 9110, 13.1). */
final class Preconditions {
    private static final String ANY = "*";
    private static final Pattern TAG = Pattern.compile("\\s*+(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*+)\"\\s*+(?:,|$)");

    private Preconditions() {}

    /**
     * What the headers ask.
     *
     * @throws ProblemException 400, where they are none
     */
    static Precondition of(List<String> ifMatch, List<String> ifNoneMatch) {
        return new Precondition(tags("If-Match", ifMatch, false), tags("If-None-Match", ifNoneMatch, true));
    }

    /** A weak tag never matches where the comparison is a strong one, which that of If-Match is. */
    private static String tags(String header, List<String> lines, boolean weakCount) {
        String value = String.join(",", lines).strip();
        if (value.isEmpty() || value.equals(ANY)) {
            return value;
        }
        StringBuilder tags = new StringBuilder(" ");
        Matcher tag = TAG.matcher(value);
        int end = 0;
        while (tag.find() && tag.start() == end) {
            end = tag.end();
            if (tag.group(1) == null || weakCount) {
                tags.append(tag.group(2)).append(' ');
            }
        }
        if (end != value.length()) {
            throw new ProblemException(Problem.http(
                    400,
                    "invalid-precondition",
                    "Invalid " + header,
                    "expected " + header + ": * or entity tags in quotes, such as \"3-0123456789abcdef\""));
        }
        return tags.toString();
    }
}
