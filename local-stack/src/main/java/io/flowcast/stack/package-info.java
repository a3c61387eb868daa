/**
 * The whole of Flowcast on one machine: Redis, executors and gateways as child processes, and the backend
 * that the examples call. {@link io.flowcast.stack.Stack} is the entrance; {@code ./flowcast up} and the
 * system tests stand on it. No Quarkus in here.
 */
@NullMarked
package io.flowcast.stack;

import org.jspecify.annotations.NullMarked;
