/** Scripts that are asked what nobody would ask, for the tests of both services. */
@NullMarked
package io.flowcast.stack.redis.scripts;

import org.jspecify.annotations.NullMarked;
