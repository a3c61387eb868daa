package io.flowcast.executor.definition;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A text is no document. Never leaves this package. */
final class Unreadable extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final transient @Nullable Position position;

    Unreadable(@Nullable Position position, String detail) {
        super(detail, null, false, false);
        this.position = position;
    }

    @Nullable
    Position position() {
        return position;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
