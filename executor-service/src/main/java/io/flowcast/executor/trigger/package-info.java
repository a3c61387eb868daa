/**
 * What starts executions without anybody's asking: the ticks of schedules, on every executor and once in the whole
 * cluster, and requests from outside. It finds definitions, makes inputs, and leaves the start to the engine.
 */
@NullMarked
package io.flowcast.executor.trigger;

import org.jspecify.annotations.NullMarked;
