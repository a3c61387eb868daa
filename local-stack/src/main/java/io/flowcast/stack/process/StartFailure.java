package io.flowcast.stack.process;

import java.io.Serial;

/** Something did not start; the message is written for the person at the terminal. */
public final class StartFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
