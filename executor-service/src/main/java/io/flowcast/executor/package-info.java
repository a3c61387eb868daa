/**
 * Runs workflows. Reading order is the way of a workflow: {@code api}, {@code definition}, {@code store} (create, due),
 * {@code claim}, {@code engine}, {@code node}, {@code store} (commit).
 */
@NullMarked
package io.flowcast.executor;

import org.jspecify.annotations.NullMarked;
