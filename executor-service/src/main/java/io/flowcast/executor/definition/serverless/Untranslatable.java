package io.flowcast.executor.definition.serverless;

import java.io.Serial;

/** A runtime expression is none, or has no counterpart. Never leaves this package. */
final class Untranslatable extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    private final int offset;

    /** @param offset characters into the expression, from 0 */
    Untranslatable(int offset, String detail) {
        super(detail, null, false, false);
        this.offset = offset;
    }

    String described() {
        return getMessage() + ", at character " + (offset + 1) + " of the expression";
    }
}
