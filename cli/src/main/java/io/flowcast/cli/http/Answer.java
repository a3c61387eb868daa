package io.flowcast.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.flowcast.events.Problem;
import org.jspecify.annotations.Nullable;

/** What came of a request. */
public sealed interface Answer {

    /**
     * It was done.
     *
     * @param body null node where there is none
     * @param etag of what was read or written
     */
    record Done(int status, JsonNode body, @Nullable String etag) implements Answer {}

    /**
     * It gave a text.
     *
     * @param mediaType without parameters
     */
    record Text(String mediaType, String content) implements Answer {}

    /** The server answered that it won't. */
    record Refused(int status, Problem problem) implements Answer {}

    /** Nobody answered, or nobody who is a Flowcast, or none that could do it now; the request may have taken effect. */
    record Unreachable(String why) implements Answer {}
}
