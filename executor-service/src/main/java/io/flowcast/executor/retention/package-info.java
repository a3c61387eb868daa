/** Forgets finished executions that are past retention, now and then, on every executor. Uses the store alone. */
@NullMarked
package io.flowcast.executor.retention;

import org.jspecify.annotations.NullMarked;
