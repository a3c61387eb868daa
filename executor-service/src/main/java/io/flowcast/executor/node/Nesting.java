package io.flowcast.executor.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How deep the JSON of an execution may nest: its input, signals, outputs. What holds it, an output of an execution or an
 * intent, is a few levels deeper, which every reader and writer of JSON takes.
 */
public final class Nesting {

    /** Levels of maps and lists. */
    public static final int MOST = 100;

    private Nesting() {}

    /** Whether a plain value nests too deep, or contains itself. */
    public static boolean tooDeep(@Nullable Object value) {
        return deeperThan(MOST, value);
    }

    private static boolean deeperThan(int levels, @Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> levels == 0 || anyDeeperThan(levels - 1, map.values());
            case Collection<?> list -> levels == 0 || anyDeeperThan(levels - 1, list);
            case null, default -> false;
        };
    }

    private static boolean anyDeeperThan(int levels, Collection<?> values) {
        for (Object value : values) {
            if (deeperThan(levels, value)) {
                return true;
            }
        }
        return false;
    }

    /** For readers of what may nest so deep, within so many levels of what holds it: deeper is refused while it is read. */
    public static JsonFactory factory(int within) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST + within)
                        .build())
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .build();
    }
}
