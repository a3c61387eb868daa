package io.flowcast.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one execution: {@code wf_exec_<partition>_<ULID>}. The partition is the hash tag of every Redis key of the
 * execution, so that one script reaches all of them in one slot of a Redis Cluster.
 *
 * @param partition 0 to 16383
 * @param ulid 26 characters of Crockford's base 32, upper case, the first at most {@code 7}
 */
public record ExecutionId(int partition, String ulid) {

    private static final Pattern FORM = Pattern.compile("wf_exec_(0|[1-9][0-9]{0,4})_([0-7][0-9A-HJKMNP-TV-Z]{25})");
    private static final int PARTITIONS = 16_384;

    public ExecutionId {
        if (!FORM.matcher(format(partition, ulid)).matches() || partition >= PARTITIONS) {
            throw new IllegalArgumentException("not an execution id: " + format(partition, ulid));
        }
    }

    /** The id that the text spells, or empty where it has another form. */
    public static Optional<ExecutionId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) >= PARTITIONS) {
            return Optional.empty();
        }
        return Optional.of(new ExecutionId(Integer.parseInt(matcher.group(1)), matcher.group(2)));
    }

    /** As {@link #parse}, for text that this system wrote itself: anything else is a bug. */
    @JsonCreator
    public static ExecutionId of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an execution id: " + text));
    }

    @JsonValue
    @Override
    public String toString() {
        return format(partition, ulid);
    }

    private static String format(int partition, String ulid) {
        return "wf_exec_" + partition + "_" + ulid;
    }
}
