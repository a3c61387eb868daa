package io.flowcast.conformance.wire;

import java.io.IOException;

/** What came is no HTTP, or nothing came: the message says what. */
public final class WireException extends IOException {
    private static final long serialVersionUID = 1;

    public WireException(String message) {
        super(message);
    }
}
