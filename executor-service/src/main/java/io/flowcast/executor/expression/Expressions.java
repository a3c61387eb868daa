package io.flowcast.executor.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates templates: plain values whose strings may hold <code>${ … }</code>. A string that is exactly one expression gives
 * the value in its type; in a longer one values are inserted as text; <code>$${</code> stands for a literal
 * <code>${</code>. What is undefined is null.
 *
 * <p>Thread-safe. The caller, usually a virtual thread, blocks until the value is there; the work is done by a few
 * platform threads, so that an expression that runs away holds up no other virtual thread.
 */
public final class Expressions implements AutoCloseable {

    /**
     * The template with its expressions replaced by their values: plain maps, lists, strings, booleans, {@code Long} and
     * {@code Double}, null.
     *
     * @throws ExpressionException if one of them gives no value within its bounds
     */
    public @Nullable Object evaluate(@Nullable Object template, Scope scope) {
        throw new UnsupportedOperationException("comes with the next commit");
    }

    /**
     * Whether a condition holds, by JSONata's idea of truth: an undefined or null value, 0, "", empty or wholly untrue
     * lists and empty objects do not.
     *
     * @param when an expression, with or without <code>${ }</code> around it
     * @throws ExpressionException as {@link #evaluate}
     */
    public boolean holds(String when, Scope scope) {
        throw new UnsupportedOperationException("comes with the next commit");
    }

    /** What can be known to be wrong with a template before anything runs; empty if nothing. */
    public List<SyntaxError> check(@Nullable Object template) {
        throw new UnsupportedOperationException("comes with the next commit");
    }

    /** As {@link #check}, of the condition of an edge. */
    public List<SyntaxError> checkCondition(String when) {
        throw new UnsupportedOperationException("comes with the next commit");
    }

    /** Ends the threads. Evaluations under way fail. */
    @Override
    public void close() {}
}
