/**
 * Answers from Redis itself: executions and definitions, so that viewers cost the executors nothing.
 */
@NullMarked
package io.flowcast.gateway.read;

import org.jspecify.annotations.NullMarked;
