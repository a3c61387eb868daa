/** Definitions that come and go while executions of them run. */
@NullMarked
package io.flowcast.systemtests.definition;

import org.jspecify.annotations.NullMarked;
