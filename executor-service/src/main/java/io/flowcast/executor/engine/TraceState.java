package io.flowcast.executor.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code tracestate} (W3C Trace Context, 3.3): what tracing systems on the way keep there for themselves. We add nothing to
 * it, and hand it on as it came, as far as it has a form and a length that we answer for.
 */
final class TraceState {
    /** As much as has to be handed on at least (3.3.1.5). */
    static final int MAX_LENGTH = 512;

    private static final int MAX_MEMBERS = 32;
    /** Longer ones go first where all of them are too long together. */
    private static final int LONG = 128;

    /** {@code key=value}, after 3.3.1.3. */
    private static final Pattern MEMBER = Pattern.compile(
            "[a-z0-9][a-z0-9_\\-*/@]{0,255}=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");

    private TraceState() {}

    /**
     * One header of all that a request has of it.
     *
     * @return null where there is none, or it is malformed, which is to be ignored
     */
    static @Nullable String of(List<String> headers) {
        List<String> members = new ArrayList<>(headers.stream()
                .flatMap(header -> Stream.of(header.split(",", -1)))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList());
        if (members.size() > MAX_MEMBERS
                || !members.stream().allMatch(member -> MEMBER.matcher(member).matches())) {
            return null;
        }
        if (length(members) > MAX_LENGTH) {
            members.removeIf(member -> member.length() > LONG);
        }
        while (length(members) > MAX_LENGTH) {
            members.removeLast();
        }
        return members.isEmpty() ? null : String.join(",", members);
    }

    private static int length(List<String> members) {
        return members.stream().mapToInt(String::length).sum() + members.size() - 1;
    }
}
