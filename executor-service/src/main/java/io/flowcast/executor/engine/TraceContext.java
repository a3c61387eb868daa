package io.flowcast.executor.engine;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an execution stands in a distributed trace (W3C Trace Context).
 *
 * @param traceId 32 hexadecimal digits
 * @param parentSpanId 16 hexadecimal digits: the span of whoever asked for the execution; null where nobody named one
 * @param flags two hexadecimal digits; the lowest bit says that the trace is recorded
 * @param state the header {@code tracestate}, to be handed on; null where there is none
 */
public record TraceContext(
        String traceId,
        @Nullable String parentSpanId,
        String flags,
        @Nullable String state) {

    public static final String SAMPLED = "01";

    /** Section 3.2: a later version may add to the form of version 00, and must be read as far as that. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** One that no system on the way added to. */
    public TraceContext(String traceId, @Nullable String parentSpanId, String flags) {
        this(traceId, parentSpanId, flags, null);
    }

    /** What the headers {@code traceparent} and {@code tracestate} say; the latter counts with the former alone. */
    public static Optional<TraceContext> parse(String traceparent, List<String> tracestate) {
        return parse(traceparent)
                .map(parsed ->
                        new TraceContext(parsed.traceId, parsed.parentSpanId, parsed.flags, TraceState.of(tracestate)));
    }

    /** What the header {@code traceparent} says; empty where it is malformed, which is to be ignored. */
    public static Optional<TraceContext> parse(String traceparent) {
        Matcher matcher = TRACEPARENT.matcher(traceparent.strip());
        if (!matcher.matches()
                || (matcher.group(1).equals("00") && matcher.group(5) != null)
                || zero(matcher.group(2))
                || zero(matcher.group(3))) {
            return Optional.empty();
        }
        int flags = Integer.parseInt(matcher.group(4), 16) & 1;
        return Optional.of(new TraceContext(matcher.group(2), matcher.group(3), "0" + flags));
    }

    /** A trace of its own. */
    public static TraceContext root(RandomGenerator random) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        id[0] |= 1; // all zero would be no id
        return new TraceContext(HexFormat.of().formatHex(id), null, SAMPLED);
    }

    /** The same trace, continued below this span. */
    public TraceContext below(String spanId) {
        return new TraceContext(traceId, spanId, flags, state);
    }

    public boolean sampled() {
        return flags.equals(SAMPLED);
    }

    /** The header that tells another service to continue the trace below this span. */
    public String traceparent(String spanId) {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }

    private static boolean zero(String digits) {
        return digits.chars().allMatch(digit -> digit == '0');
    }
}
