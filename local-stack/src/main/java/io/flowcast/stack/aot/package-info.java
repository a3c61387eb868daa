/** {@code ./flowcast aot}: has the services write the ahead-of-time caches with which they start in half the time. */
@NullMarked
package io.flowcast.stack.aot;

import org.jspecify.annotations.NullMarked;
