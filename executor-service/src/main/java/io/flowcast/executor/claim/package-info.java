/**
 * Takes up executions that are due, keeps the leases of those that run here, and lets go of them when the process stops.
 */
@NullMarked
package io.flowcast.executor.claim;

import org.jspecify.annotations.NullMarked;
