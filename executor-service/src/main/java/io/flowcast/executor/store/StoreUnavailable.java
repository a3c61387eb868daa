package io.flowcast.executor.store;

import java.io.Serial;

/** The store gave no answer: it is out of reach, too slow, or refuses writes. The message says which. */
public final class StoreUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
