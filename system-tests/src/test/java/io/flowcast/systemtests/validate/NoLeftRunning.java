package io.flowcast.systemtests.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Every execution has ended: the statistics of the list count none that has not. */
public final class NoLeftRunning {
    private NoLeftRunning() {}

    /**
     * What has not ended.
     *
     * @param stats as {@code GET /executions} answers them
     */
    public static List<String> violations(JsonNode stats) {
        return Stream.of("pending", "running", "waiting", "paused")
                .filter(status -> stats.path(status).asLong() > 0)
                .map(status -> stats.path(status) + " executions are still " + status)
                .toList();
    }
}
