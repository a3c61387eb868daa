package io.flowcast.executor.node;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a node type hands out, copied as plain values: maps with text for keys, lists, text, numbers, booleans and null. Its
 * own classes, cycles and what has no end are refused before they are written anywhere, and what it changes later is its own.
 */
public sealed interface PlainCopy {

    record Plain(@Nullable Object value) implements PlainCopy {}

    /**
     * It can't be kept.
     *
     * @param detail what is wrong, where
     */
    record Refused(String detail) implements PlainCopy {}

    /**
     * A copy of the value.
     *
     * @param maxSize bytes of JSON, roughly and rather too few, past which it is refused
     */
    static PlainCopy of(@Nullable Object value, long maxSize) {
        try {
            return new Plain(new Copying(maxSize).copy(value, "", 0));
        } catch (Copying.Stop refused) {
            return new Refused(refused.detail);
        }
    }

    /** One walk through one value. */
    final class Copying {

        private final long maxSize;
        private long size;

        private Copying(long maxSize) {
            this.maxSize = maxSize;
        }

        private static final class Stop extends Exception {
            private static final long serialVersionUID = 1L;

            private final String detail;

            private Stop(String detail) {
                super(detail, null, false, false);
                this.detail = detail;
            }
        }

        private @Nullable Object copy(@Nullable Object value, String pointer, int depth) throws Stop {
            if (depth > Nesting.MOST) {
                throw new Stop("it nests deeper than " + Nesting.MOST + " levels, or contains itself");
            }
            return switch (value) {
                case null -> counted(null, 4);
                case Boolean flag -> counted(flag, 4);
                case String text -> counted(text, text.length() + 2L);
                case Integer _, Long _, Short _, Byte _ -> counted(value, 1);
                case BigInteger number -> counted(number, number.bitLength() / 4);
                case BigDecimal number -> counted(number, number.precision());
                case Double number when Double.isFinite(number) -> counted(number, 1);
                case Float number when Float.isFinite(number) -> counted(number, 1);
                case Map<?, ?> map -> map(map, pointer, depth);
                case Collection<?> list -> list(list, pointer, depth);
                case Number number -> throw new Stop(at(pointer) + number + " is no number of JSON");
                default ->
                    throw new Stop(
                            at(pointer) + "an object of " + value.getClass().getName()
                                    + " is no plain value: maps, lists, text, numbers, booleans and null are");
            };
        }

        private Map<String, @Nullable Object> map(Map<?, ?> map, String pointer, int depth) throws Stop {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            counted(null, 2);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key)) {
                    throw new Stop(at(pointer) + "a key of a map is no text: " + entry.getKey());
                }
                counted(null, key.length() + 3L);
                copy.put(key, copy(entry.getValue(), pointer + "/" + key, depth + 1));
            }
            return copy;
        }

        private List<@Nullable Object> list(Collection<?> list, String pointer, int depth) throws Stop {
            List<@Nullable Object> copy = new ArrayList<>();
            counted(null, 2);
            for (Object item : list) {
                counted(null, 1);
                copy.add(copy(item, pointer + "/" + copy.size(), depth + 1));
            }
            return copy;
        }

        private @Nullable Object counted(@Nullable Object value, long characters) throws Stop {
            size += characters;
            if (size > maxSize) {
                throw new Stop("it has more than " + maxSize + " bytes of JSON");
            }
            return value;
        }

        private static String at(String pointer) {
            return pointer.isEmpty() ? "" : "at " + pointer + ": ";
        }
    }
}
