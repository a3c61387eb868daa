package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Utils.RangeList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many characters values would take as JSON, at least. A value that holds another twice weighs it twice: thirty nested
 * pairs of the same thing take no memory, and would fill it as soon as something wrote or compared them.
 *
 * <p>What was weighed is remembered, so that a large value costs one walk per evaluation. Owned by one thread.
 */
final class Weights {
    private static final int WORTH_REMEMBERING = 256;
    private static final int SCALAR = 2;

    private final long limit;
    private @Nullable IdentityHashMap<Object, Long> known;

    /** @param limit past which the exact weight does not matter */
    Weights(long limit) {
        this.limit = limit;
    }

    long of(@Nullable Object value) {
        return switch (value) {
            case String text -> text.length() + 2L;
            case RangeList range -> (long) SCALAR * range.size();
            case List<?> list -> remembered(list);
            case Map<?, ?> map -> remembered(map);
            case null, default -> SCALAR;
        };
    }

    private long remembered(Object container) {
        Long weight = known == null ? null : known.get(container);
        if (weight != null) {
            return weight;
        }
        long fresh = container instanceof Map<?, ?> map ? members(map) : members((List<?>) container);
        if (fresh > WORTH_REMEMBERING) {
            if (known == null) {
                known = new IdentityHashMap<>();
            }
            known.put(container, fresh);
        }
        return fresh;
    }

    private long members(List<?> list) {
        long weight = SCALAR;
        for (Object member : list) {
            weight += of(member) + 1;
            if (weight > limit) {
                break;
            }
        }
        return weight;
    }

    private long members(Map<?, ?> map) {
        long weight = SCALAR;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            weight += of(entry.getKey()) + of(entry.getValue()) + 2;
            if (weight > limit) {
                break;
            }
        }
        return weight;
    }
}
