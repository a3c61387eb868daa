/**
 * JSONata in <code>${ … }</code>, with bounds on everything that an author or an input can make it do: time, depth, memory, the
 * size of values. Plain Java; the rest of the executor sees values as maps, lists, strings, numbers, booleans and null.
 */
@NullMarked
package io.flowcast.executor.expression;

import org.jspecify.annotations.NullMarked;
