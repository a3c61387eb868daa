package io.flowcast.gateway.sse;

import java.util.Locale;

/** What a stream follows: a metric's tag. */
enum Kind {
    EXECUTION,
    EXECUTIONS,
    LIST;

    static Kind of(String path) {
        if (path.endsWith("/streams")) {
            return EXECUTIONS;
        }
        return path.endsWith("/executions/stream") ? LIST : EXECUTION;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
