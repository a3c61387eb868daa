package io.flowcast.executor.expression;

import java.time.Duration;

/**
 * How far an evaluation may go. See {@link ExpressionConfig} for the meaning of each.
 *
 * @param timeout of one evaluation
 * @param depth of nested steps, and of nested values in a result
 * @param result bytes of JSON
 * @param value bytes of JSON of any value on the way
 * @param memory bytes an evaluation may allocate
 * @param length characters of an expression
 * @param threads that evaluate
 */
record Limits(Duration timeout, int depth, int result, int value, long memory, int length, int threads) {

    static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(1), 500, 256 * 1024, 2 * 1024 * 1024, 128L * 1024 * 1024, 16 * 1024, 4);
}
