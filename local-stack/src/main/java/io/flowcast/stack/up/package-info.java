/** The command behind {@code ./flowcast up}: starts a stack, keeps it alive, tells the person about it. */
@NullMarked
package io.flowcast.stack.up;

import org.jspecify.annotations.NullMarked;
