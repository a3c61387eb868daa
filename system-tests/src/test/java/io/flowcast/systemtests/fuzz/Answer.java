package io.flowcast.systemtests.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came back. Of a stream, what came until it was in step.
 *
 * @param headers by name in lower case
 * @param complete whether the body came to its end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, List<String>> headers, byte[] body, boolean complete, Duration took) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The first of this name; empty where there is none. */
    String header(String name) {
        return headers.getOrDefault(name, List.of("")).getFirst();
    }

    /** Without parameters. */
    String mediaType() {
        return header("content-type").split(";", 2)[0].strip();
    }
}
