package io.flowcast.executor.expression;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How far an evaluation may go. Past any limit it fails with an {@link ExpressionException}, and so does its node. */
@ConfigMapping(prefix = "flowcast.expression")
public interface ExpressionConfig {

    /** How long one evaluation, of a whole template, may run. */
    @WithDefault("1s")
    Duration timeout();

    /** How deep steps of an expression, and maps and lists in its result, may nest: about five per level of recursion. */
    @WithDefault("500")
    int depth();

    /** Size of the result as JSON. */
    @WithDefault("256K")
    MemorySize maxResult();

    /** Size as JSON of any value on the way to the result. A larger input is fine as long as it is not used as a whole. */
    @WithDefault("1M")
    MemorySize maxValue();

    /** What one evaluation may allocate in all, garbage included. */
    @WithDefault("128M")
    MemorySize maxMemory();

    /** Characters of one expression. */
    @WithDefault("16384")
    int maxLength();

    /**
     * Platform threads that evaluate. As many again may be out with evaluations that can't be stopped; when they
     * are, capacity shrinks, and with none left evaluations fail at once.
     */
    @WithDefault("4")
    int threads();
}
