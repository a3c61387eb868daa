package io.flowcast.executor.engine;

import io.flowcast.events.ExecutionId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An item of a {@code for} node that is under way and waits, as it is kept.
 *
 * @param retries that its policy has used up
 * @param at when time alone changes something, in epoch milliseconds
 * @param timesOutAt when this try is over at the latest
 * @param tooLong whether it waits for longer than its try may
 */
record ItemWait(Phase phase, int retries, long at, long timesOutAt, boolean tooLong) {

    /** What an item under way does. */
    enum Phase {
        RUNNING,
        /** Waits for a time. */
        WAITING,
        /** Waits for something that comes when it likes, till its try times out. */
        AWAITING,
        /** Waits for its next try. */
        RETRYING,
        /** To be begun once more: whether its try had begun is not known. */
        REPEATING,
        ENDED
    }

    /** The name of the execution that it waits for, by which a script finds whom to cancel. */
    private static final String CHILD = "child";

    /**
     * As it is kept.
     *
     * @param nodeRetries of the node: its next attempt begins all items anew that have not ended
     * @param child the execution that it waits for
     */
    String stored(int nodeRetries, @Nullable ExecutionId child, StateCodec codec) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("phase", phase.name().toLowerCase(Locale.ROOT));
        fields.put("of", nodeRetries);
        fields.put("retries", retries);
        if (at != Deadlines.NEVER) {
            fields.put("at", at);
        }
        if (timesOutAt != Deadlines.NEVER) {
            fields.put("timesOutAt", timesOutAt);
        }
        if (tooLong) {
            fields.put("tooLong", true);
        }
        if (child != null) {
            fields.put(CHILD, child.toString());
        }
        return codec.encode((Object) fields).json();
    }

    /** What was kept; empty where that was by another attempt of the node. */
    static Optional<ItemWait> read(String stored, int nodeRetries, StateCodec codec) {
        if (!(codec.decode(stored).value() instanceof Map<?, ?> fields)) {
            throw new IllegalStateException("no item that waits: " + stored);
        }
        if (time(fields.get("of")) != nodeRetries) {
            return Optional.empty();
        }
        return Optional.of(new ItemWait(
                Phase.valueOf(String.valueOf(fields.get("phase")).toUpperCase(Locale.ROOT)),
                (int) time(fields.get("retries")),
                time(fields.get("at")),
                time(fields.get("timesOutAt")),
                Boolean.TRUE.equals(fields.get("tooLong"))));
    }

    private static long time(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : Deadlines.NEVER;
    }
}
