package io.flowcast.service;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** The path of a request, for logs and for those who read what became of it. */
public final class RequestPath {

    private RequestPath() {}

    /**
     * As a URI has it: what a request had escaped may be line breaks, which would be lines of their own in a log.
     *
     * @param decoded as frameworks give it, with a slash in front or without
     */
    public static String of(String decoded) {
        // Half a character, which Java's strings may hold, is none.
        String text = new String(decoded.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        try {
            return new URI(null, null, "/" + text.replaceFirst("^/+", ""), null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("whatever begins with one slash is a path", e);
        }
    }
}
