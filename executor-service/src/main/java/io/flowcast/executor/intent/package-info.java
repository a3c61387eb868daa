/** What is asked of executions while they run, by people and by other executions. Knows nothing of engine and store. */
@NullMarked
package io.flowcast.executor.intent;

import org.jspecify.annotations.NullMarked;
