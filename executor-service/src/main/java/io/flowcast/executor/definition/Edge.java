package io.flowcast.executor.definition;

import org.jspecify.annotations.Nullable;

/**
 * A way from one node to another.
 *
 * @param when an expression that must hold; null for always
 * @param otherwise the {@code default} of a switch: taken where no other is
 * @param onFailure null for the way on after success
 */
public record Edge(
        String from,
        String to,
        @Nullable String when,
        boolean otherwise,
        @Nullable Catch onFailure) {

    /** Which failures an edge takes over from. */
    public enum Catch {
        /** Every failure; timeouts too, unless the node has an edge for them. */
        ERROR,
        TIMEOUT
    }
}
