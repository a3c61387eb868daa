/**
 * The stacks that tests run on, what they run there, and the look behind the scenes: Redis itself.
 */
@NullMarked
package io.flowcast.systemtests.harness;

import org.jspecify.annotations.NullMarked;
