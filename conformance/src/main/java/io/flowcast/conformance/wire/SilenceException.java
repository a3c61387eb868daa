package io.flowcast.conformance.wire;

import java.io.IOException;
import java.time.Duration;

/** Nothing came for a while; the connection is as it was. */
public final class SilenceException extends IOException {
    private static final long serialVersionUID = 1;

    SilenceException(Duration wait) {
        super("nothing came for " + wait.toMillis() + " ms");
    }
}
