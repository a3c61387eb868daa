package io.flowcast.executor.expression;

import java.io.Serial;

/** An expression gave no value. The message names the expression, the place where it is known, and why. */
public final class ExpressionException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** The {@code type} of the problem that a node fails with. */
    public static final String PROBLEM_TYPE = "expression";

    /** Why, as a metric tag. */
    public enum Reason {
        /** It can't be parsed, or uses what is not there. */
        SYNTAX,
        /** It failed on these values. */
        FAILED,
        TIMEOUT,
        /** It recurses, or its value nests, too deep. */
        DEPTH,
        /** A value, the result or the memory used is too large. */
        SIZE,
        /** Too many others run, or run away, to start it. */
        BUSY
    }

    private final Reason reason;
    private final int position;

    ExpressionException(Reason reason, String message) {
        this(reason, message, 0);
    }

    ExpressionException(Reason reason, String message, int position) {
        super(message);
        this.reason = reason;
        this.position = position;
    }

    /** Characters into the expression, from 0, where that is known; else 0. */
    int position() {
        return position;
    }

    public Reason reason() {
        return reason;
    }
}
