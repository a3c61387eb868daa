package io.flowcast.executor.expression;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flowcast.executor.expression.Evaluation.Stop;
import io.flowcast.executor.expression.ExpressionException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies values into plain ones, and counts what they would take as JSON in UTF-8. One thread makes one result.
 */
final class Result {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double EXACT = 1L << 53;
    private static final int SCALAR = 4;

    private final Limits limits;
    private long bytes;
    private int depth;

    Result(Limits limits) {
        this.limits = limits;
    }

    /**
     * A plain copy: integral numbers as {@code Long}, others as {@code Double}, undefined as null.
     *
     * @throws Stop if it gets too large or too deep, or is not a value at all
     */
    @Nullable
    Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> scalar(null);
            case String text -> text(text);
            case Boolean truth -> scalar(truth);
            case Number number -> scalar(number(number));
            case Map<?, ?> map -> map(map);
            case List<?> list -> list(list);
            case Object other when Jsonata.NULL_VALUE.equals(other) -> scalar(null);
            default -> throw new Stop(Reason.FAILED, "it gives a function, which is no value");
        };
    }

    /** The value as it stands in a longer string: nothing for null, JSON for maps and lists. */
    static String text(@Nullable Object plain) throws Stop {
        return switch (plain) {
            case null -> "";
            case String text -> text;
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> json(plain);
        };
    }

    String text(String text) {
        int length = text.length();
        long size = length + 2L;
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            if (character >= 0x80) {
                size += character < 0x800 || Character.isSurrogate(character) ? 1 : 2;
            } else if (character < ' ' || character == '"' || character == '\\') {
                size++;
            }
        }
        add(size);
        return text;
    }

    private @Nullable Object scalar(@Nullable Object value) {
        add(SCALAR);
        return value;
    }

    private static Number number(Number number) {
        return switch (number) {
            case Long l -> l;
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            default -> {
                double value = number.doubleValue();
                if (!Double.isFinite(value)) {
                    throw new Stop(Reason.FAILED, "it gives a number that JSON can't hold: " + number);
                }
                yield value == Math.rint(value) && Math.abs(value) < EXACT ? (Number) (long) value : (Number) value;
            }
        };
    }

    private Map<String, @Nullable Object> map(Map<?, ?> map) {
        deeper();
        Map<String, @Nullable Object> copy = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, value) -> copy.put(text(String.valueOf(key)), plain(value)));
        depth--;
        return copy;
    }

    private List<@Nullable Object> list(List<?> list) {
        deeper();
        List<@Nullable Object> copy = new ArrayList<>(Math.min(list.size(), (int) Math.min(limits.result(), 1 << 20)));
        for (Object value : list) {
            copy.add(plain(value));
        }
        depth--;
        return copy;
    }

    void deeper() {
        add(2);
        if (++depth > limits.depth()) {
            throw new Stop(Reason.DEPTH, "its value nests deeper than " + limits.depth() + " levels");
        }
    }

    void back() {
        depth--;
    }

    private void add(long more) {
        bytes += more + 1;
        if (bytes > limits.result()) {
            throw new Stop(Reason.SIZE, "its result is larger than " + limits.result() + " bytes");
        }
    }

    private static String json(Object plain) {
        try {
            return JSON.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plain value can't be written", e);
        }
    }
}
