package io.flowcast.executor.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store gave no answer: it is out of reach, too slow, or refuses writes. The message says which. */
public final class StoreUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final boolean full;

    public StoreUnavailable(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private StoreUnavailable(String message, @Nullable Throwable cause, boolean full) {
        super(message, cause);
        this.full = full;
    }

    static StoreUnavailable full(String message, Throwable cause) {
        return new StoreUnavailable(message, cause, true);
    }

    /** Whether it refused the call, of which nothing was written, since it has no memory left. */
    public boolean isFull() {
        return full;
    }
}
