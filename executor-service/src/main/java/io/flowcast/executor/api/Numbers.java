package io.flowcast.executor.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.events.Problem;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers that JSON can write and nothing here can hold, such as 1e400: as what is stored of them they would be none. */
final class Numbers {

    private Numbers() {}

    /** Whether one is in a plain value, or in a tree of JSON. */
    static boolean tooLarge(@Nullable Object value) {
        return switch (value) {
            case Double number -> number.isInfinite();
            case Map<?, ?> map -> map.values().stream().anyMatch(Numbers::tooLarge);
            case Collection<?> list -> list.stream().anyMatch(Numbers::tooLarge);
            case JsonNode node ->
                node.isContainerNode()
                        ? node.valueStream().anyMatch(Numbers::tooLarge)
                        : node.isDouble() && Double.isInfinite(node.doubleValue());
            case null, default -> false;
        };
    }

    static Problem refused() {
        return Problem.http(
                400,
                "number-too-large",
                "Number too large",
                "a number is beyond 1.8e308, the largest that is held; send it as text");
    }
}
