package io.flowcast.executor.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which answers a node takes: any below 400 and no redirect where its author says nothing. */
final class ExpectedStatus {

    static final Map<String, Object> SCHEMA = Map.of(
            "type",
            List.of("integer", "string", "array"),
            "minimum",
            100,
            "maximum",
            599,
            "pattern",
            "^[1-5]([0-9][0-9]|xx)$",
            "minItems",
            1,
            "items",
            Map.of(
                    "type",
                    List.of("integer", "string"),
                    "minimum",
                    100,
                    "maximum",
                    599,
                    "pattern",
                    "^[1-5]([0-9][0-9]|xx)$"));

    /** A status, or the digit of a class with {@code xx}; empty where nothing was said. */
    private final List<String> stated = new ArrayList<>();

    /** @param setting valid by the schema */
    ExpectedStatus(@Nullable Object setting) {
        switch (setting) {
            case null -> {}
            case List<?> list -> list.forEach(each -> stated.add(Objects.toString(each, "")));
            case Object one -> stated.add(one.toString());
        }
    }

    /** Named by the author, so that not even a redirect of this status is followed. */
    boolean names(int status) {
        return stated.contains(Integer.toString(status)) || stated.contains(status / 100 + "xx");
    }

    boolean takes(int status) {
        return stated.isEmpty() ? status < 400 : names(status);
    }
}
