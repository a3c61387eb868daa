package io.flowcast.executor.expression;

import java.time.Duration;

/** {@link ExpressionConfig} as plain numbers: bytes of JSON, bytes of memory, characters. */
record Limits(Duration timeout, int depth, long result, long value, long memory, int length, int threads) {

    static final Limits DEFAULT = new Limits(Duration.ofSeconds(1), 500, 256L << 10, 1L << 20, 128L << 20, 16_384, 4);

    static Limits of(ExpressionConfig config) {
        return new Limits(
                config.timeout(),
                config.depth(),
                config.maxResult().asLongValue(),
                config.maxValue().asLongValue(),
                config.maxMemory().asLongValue(),
                config.maxLength(),
                config.threads());
    }

    Limits withTimeout(Duration other) {
        return new Limits(other, depth, result, value, memory, length, threads);
    }

    Limits withThreads(int other) {
        return new Limits(timeout, depth, result, value, memory, length, other);
    }
}
