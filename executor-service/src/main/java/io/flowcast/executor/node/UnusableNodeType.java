package io.flowcast.executor.node;

import java.io.Serial;

/** Why this executor does not start: a sentence about one jar, for whoever put it there, and no stack trace that hides it. */
final class UnusableNodeType extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnusableNodeType(String sentence) {
        super(sentence);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
