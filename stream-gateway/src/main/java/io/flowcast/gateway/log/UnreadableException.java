package io.flowcast.gateway.log;

import org.jspecify.annotations.Nullable;

/** Redis answered, and what it holds of an execution or a definition makes no sense: asking again will not help. */
public final class UnreadableException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public UnreadableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
