/** Executions that wait: for the time, for signals, for each other; many of them, and while executors die. */
@NullMarked
package io.flowcast.systemtests.waiting;

import org.jspecify.annotations.NullMarked;
