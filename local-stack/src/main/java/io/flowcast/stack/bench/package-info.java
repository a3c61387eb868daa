/** {@code ./flowcast bench}: what Flowcast costs, measured from outside on a stack of its own. */
@NullMarked
package io.flowcast.stack.bench;

import org.jspecify.annotations.NullMarked;
