/**
 * Runs executions. The decisions ({@code Transition}, {@code Draft}, {@code ExecutionState}, the tables of what may
 * follow what) are plain Java: from a state and an occurrence follow a step, its events and the nodes to start. {@code
 * ExecutionRun} is the single writer that feeds them, on a virtual thread of its own, one commit at a time.
 */
@NullMarked
package io.flowcast.executor.engine;

import org.jspecify.annotations.NullMarked;
