package io.flowcast.executor.engine;

import io.flowcast.events.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an item of a {@code for} node came to: an output, which may be null, or an error.
 *
 * @param value the output, or the error as a map
 * @param json the same
 */
record ItemResult(boolean failed, @Nullable Object value, String json) {

    private static final int MAX_DETAIL = 500;
    private static final String OUTPUT = "output";
    private static final String ERROR = "error";
    private static final String RETRIES = "retries";

    private static final ItemResult NONE = new ItemResult(false, null, "null");

    static ItemResult of(@Nullable Encoded output) {
        return output == null ? NONE : new ItemResult(false, output.value(), output.json());
    }

    /** @param full else the error has its type alone */
    static ItemResult of(Problem problem, boolean full, Function<Object, Encoded> encode) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", problem.type());
        if (full) {
            error.put("title", problem.title());
            if (problem.status() != null) {
                error.put("status", problem.status());
            }
            String detail = problem.detail();
            if (detail != null) {
                error.put("detail", detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "…");
            }
        }
        return failed(encode.apply(error));
    }

    private static ItemResult failed(Encoded error) {
        return new ItemResult(true, error.value(), error.json());
    }

    /** As it stands in the node's output, where that has the outputs alone, or outputs and errors. */
    @Nullable
    Object inOutput(boolean withErrors) {
        return withErrors ? Collections.singletonMap(name(), value) : value;
    }

    /** Bytes of JSON that it takes in the node's output. */
    long size(boolean withErrors) {
        return Encoded.bytes(json) + (withErrors ? name().length() + 5L : 0);
    }

    private String name() {
        return failed ? ERROR : OUTPUT;
    }

    /**
     * As it is kept.
     *
     * @param retries of the node: its next one tries the failed items again
     */
    String stored(int retries) {
        return failed
                ? "{\"" + ERROR + "\":" + json + ",\"" + RETRIES + "\":" + retries + "}"
                : "{\"" + OUTPUT + "\":" + json + "}";
    }

    /** What was kept; empty for an error that is to be tried again, at this retry of the node. */
    static Optional<ItemResult> read(String stored, int retries, StateCodec codec) {
        if (!(codec.decode(stored).value() instanceof Map<?, ?> map)) {
            throw new IllegalStateException("no result of an item: " + stored);
        }
        if (!map.containsKey(ERROR)) {
            Object output = map.get(OUTPUT);
            return Optional.of(output == null ? NONE : of(codec.encode(output)));
        }
        return map.get(RETRIES) instanceof Number kept && kept.intValue() == retries
                ? Optional.of(failed(codec.encode(Objects.requireNonNull(map.get(ERROR)))))
                : Optional.empty();
    }
}
