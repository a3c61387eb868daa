/**
 * A stack for the length of a test class, and the look behind the scenes: Redis itself.
 */
@NullMarked
package io.flowcast.systemtests.harness;

import org.jspecify.annotations.NullMarked;
